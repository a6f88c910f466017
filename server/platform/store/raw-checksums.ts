/**
 * What installations of releases before normalised checksums recorded of each schema file: SHA-256 of the raw text,
 * comments and line breaks included. They hold the same statements as today's files, but for the comments of two
 * columns in 056, which repeated codes that now stand in `streams/contracts/codes.ts`. Nothing is ever added here:
 * newer installations record `checksumOf`.
 */
export const RAW_CHECKSUMS: Readonly<Record<string, string>> = Object.freeze({
  '010_registry.sql': '95e269e6eccc73924db02c7d04c1fd5416eda33607828731b9810e3d11897319',
  '020_readings.sql': '8460b32b44868d3d2c6aceedb52b3aea7054366bf6f911e90d0043057ae8cf2c',
  '021_hours.sql': '3c494d1e08d21e08e725d1006a8af0d19c21fa475596226047294a0fc1abe381',
  '022_touched_ttl.sql': '66415879b17cc8fdded76d604a5dfe512b1cdf1cd3ec3669323f123c39ce82d7',
  '025_device_keys.sql': '46e592a65ce35c7411f6903d0f8b7e525315826a68add05fc8c5f3a269dbe8c2',
  '026_sealed_frames.sql': '95812c3a3ece7a3acb7027f3d7c0176296802146fd8c5e98c93bc011fe649882',
  '027_resends.sql': '7cfebaecfb5bbe8c1abbfe2c5ceb399a32e3931739632466cb3a55a0cc14ba36',
  '028_device_records.sql': '1c4c88f38ccd2c2bfad6c9c46b7a825acb8ce968503a58a96dafde8a64659b2e',
  '030_marks.sql': '28bef789735757f09c6ea763d2716c9eccfca8acd1935a63ae93aed5ee363a20',
  '031_hours_quality.sql': 'eb84f2c931ac249c056be2bea18774eebe3a023631bade74584fe73e3a105d72',
  '032_quality.sql': 'd8e34e61be0053dfe0590d2273820c21b2de4bf8b70672715a74213864996bdb',
  '033_withheld.sql': '8f2006294ae025828b79c4b8f280f822f0dd5deded1120b2b6928d5ed39c399f',
  '040_recent.sql': 'b521bc9db8fc888ff3449cf179730b80bbbe14c004cb8062668a834dd4ca7454',
  '041_buckets.sql': 'e3f25dbfcfae8b34621c6900f3534131b4bdf7c66b95ce262127e501ebafb67a',
  '042_rolling.sql': '64f3c9661f7380d2051e64359f8fc77ba449f20d194e2cbdf5df023e48e02115',
  '043_standards.sql': '0011213a5be6455fb95ab3570ca510f51f7417ee0201cbb9a625f27d84de516b',
  '044_cells.sql': '1961cc265e2f12dfe08335388edc82cf125484d87d265f29a3468a89f9e1b9c5',
  '045_exceedances.sql': '8b5be67f7288dd7075fcd07d8d6c65cb7960e183d20c3ddf38913295bf046a05',
  '046_region_days.sql': '8ca6b44b768c63f9af37f78dbc5a63cc6e455ad857c5a942b85bbf95c72504bc',
  '047_minutes.sql': 'a88888c1cd2379045a1540e52cc4cf92a838019abac9599d6c045491d6d1b41d',
  '050_grid_analysis.sql': 'cb84b52118d2de20be934dd0502ea44243ad4fbb9c148462d87f4953681ce0d3',
  '051_hotspot_cells.sql': 'c09f7abf2357de48d17b5bd0c6ebf48686b718a3ab0954394c4e90c1f100bc88',
  '054_composite_limits.sql': '425edab2b9b726f6d85c30b7364bd2a625e3963ff47e9c18c8719f371a869dc4',
  '055_outlets.sql': '53b9d6be716c06960252b9f55d816a02cec4d6fdf94ad9679db071fa275f8f91',
  '056_local_rules.sql': '3e7f8432affc8fea2e18ff7fce1d572cee36e2a833a70ed96d41ea040507578d',
  '057_judge_bounds.sql': 'b7e48b07506f888feb36dcc6612602a84823add56ca20a48987a057fe391704b',
  '060_city_description.sql': '47d8df72ce6cc535df05aed8023b66b31ea305136daa698e667a5f72ae4a709c',
  '061_alarm_snapshot.sql': 'e3fe377b6945bc667b6e5ae3b413a504ef655319ab8bbe3b7cd59ca58d6dc1bb',
  '062_command_log.sql': 'e1456d2a8cd546a8e963456473a384d6ae0fc767d604b90036aac8fec703eb4f',
  '070_audit.sql': 'e58efb82a5bfa5f0c21c5a7104de9a1fcc7f9853be72c64988d3982f4a5e50e5',
  '080_live_archive.sql': 'a2a44b91367fbb4a4416004c573a0c814cb9d0c1e92c60e84395bcc32ba9e4e7',
});
