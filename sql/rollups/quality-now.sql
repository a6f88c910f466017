-- Who asks: the quality job, after a run.
-- Reads: `quality`.
-- The versions that a run of the quality job wrote become the latest ones.
INSERT INTO quality_latest
SELECT * FROM quality
WHERE hour BETWEEN {from:DateTime} - INTERVAL 8 HOUR AND {to:DateTime} + INTERVAL 24 HOUR AND head = {head:UInt64};
