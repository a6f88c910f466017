-- SM4 keys of devices (HJ 212-2025 6.4), every generation: the newest active one encrypts what is sent to the device,
-- older ones open frames that came until `until_ms`. A key is kept only encrypted (AES-256-GCM under the secret of
-- `data/secrets`); what people see is its fingerprint.
-- Written by the API and the rotation command; read whole by edge and work at start and on `registry.changed`. Some
-- thousand rows.
-- The newest `version` of a row wins; a key that ended stays, because frames of its time are opened again.
-- backfill: none (keys are registered).
CREATE TABLE IF NOT EXISTS device_keys (
  device String,                    -- MN, upper case
  fingerprint String,               -- HMAC-SHA-256 of the key under the secret, first 16 hexadecimal digits
  sealed String,                    -- base64 of nonce, encrypted key and tag
  state LowCardinality(String),     -- 'active', 'pending' (sent to the device, which has not confirmed it), 'ended'
  registered_ms UInt64,             -- since when it is the one that encrypts; ms UTC
  until_ms UInt64,                  -- opens frames that came until then; 0: no end
  by String,                        -- who: the token's name
  how LowCardinality(String),       -- 'registered', 'rotation', 'demo'
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (device, fingerprint);
