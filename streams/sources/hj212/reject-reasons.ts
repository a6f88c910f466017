/**
 * Why a frame, or one item of it, was not taken: stable words, written to `rejects.<source>.<reason>`, counted
 * by name and shown to people. Never rename one.
 */
interface ReasonText {
  readonly zh: string;
  readonly en: string;
}

const text = (zh: string, en: string): ReasonText => Object.freeze({ zh, en });

const REJECT_REASONS = Object.freeze({
  garbage: text('帧之间的无效字节', 'Bytes between frames that belong to none'),
  truncated: text('帧不完整', 'The frame ends before its declared length'),
  too_long: text('声明长度超过上限', 'The declared length is over the limit'),
  bad_length: text('声明长度与实际不符', 'The declared length is not the real one'),
  bad_crc: text('CRC 校验错误', 'The CRC is wrong'),
  bad_crc_and_length: text('长度与 CRC 均错误', 'Length and CRC are both wrong'),
  undecipherable: text('无法解密（未登记密钥，或密钥不符）', 'It is encrypted, and no key of the device opens it'),
  bad_structure: text('数据段结构错误（缺少 CP=&&…&&）', 'The data segment has no CP=&&…&&'),
  bad_split: text('分包字段错误或分包不全', 'PNUM/PNO are wrong, or parts never came'),
  missing_device: text('缺少设备编号 MN', 'There is no device id (MN)'),
  bad_command: text('缺少命令编码 CN', 'There is no command code (CN)'),
  missing_time: text('缺少数据时间', 'There is no data time'),
  bad_time: text('数据时间无法识别', 'The data time is not a time'),
  time_out_of_range: text(
    '数据时间超出允许范围（过去 400 天至未来 5 分钟）',
    'The time is outside the last 400 days and the next 5 minutes',
  ),
  unknown_factor: text('未知因子编码', 'The factor code is not in the catalogue'),
  unknown_statistic: text('未知统计类型', 'The kind of statistic is not known'),
  unknown_unit: text('无法换算的单位', 'The unit cannot be converted to the canonical one'),
  bad_value: text('数值无法识别', 'The value is not a decimal number'),
  bad_flag: text('数据标记无法识别', 'The flag is not one letter'),
  duplicate_item: text('同一帧内重复的项目', 'The same item stands twice in one frame'),
  bad_text: text('文本不是合法的 Unicode', 'It holds text that is not well-formed Unicode'),
  bad_item: text('项目格式错误', 'The item is not in the agreed form'),
  unknown_station: text('未知站点', 'The station is not known'),
  not_stored: text('未能存储，请重发', 'It could not be stored: send it again'),
  too_large: text('超过大小上限', 'It is over the size limit'),
  refused_by_store: text('数据引擎拒绝写入该行', 'The store refuses the row made of it'),
});

export type RejectReason = keyof typeof REJECT_REASONS;

/** A frame not taken. `offset`: bytes from its start to where it went wrong. */
export interface Reject {
  readonly reason: RejectReason;
  readonly offset: number;
  /** What was found there, printable, at most 80 characters. */
  readonly detail?: string;
}

/** Text of a device made safe to show: printable ASCII, bounded. */
export const printable = (raw: string, most = 80): string => raw.replace(/[^\x20-\x7e]/g, '?').slice(0, most);
