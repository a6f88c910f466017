interface Meaning {
  readonly zh: string;
  readonly en: string;
}
const meaning = (zh: string, en: string): Meaning => Object.freeze({ zh, en });

/** HJ 212-2017 Table 6: why a device does or does not take a request (QnRtn). */
const QN_RTN: Readonly<Record<number, Meaning>> = Object.freeze({
  1: meaning('准备执行请求', 'ready'),
  2: meaning('请求被拒绝', 'refused'),
  3: meaning('密码错误', 'wrong password (PW)'),
  4: meaning('设备编号错误', 'wrong device id (MN)'),
  5: meaning('系统编码错误', 'wrong system code (ST)'),
  6: meaning('标志错误', 'wrong Flag'),
  7: meaning('请求编号错误', 'wrong request number (QN)'),
  8: meaning('命令编码错误', 'wrong command (CN)'),
  9: meaning('校验错误', 'wrong CRC'),
  100: meaning('未知错误', 'unknown'),
});

/** Table 5: what came of it (ExeRtn). */
const EXE_RTN: Readonly<Record<number, Meaning>> = Object.freeze({
  1: meaning('执行成功', 'done'),
  2: meaning('执行失败', 'failed'),
  3: meaning('命令条件错误', 'wrong conditions'),
  4: meaning('通讯超时', 'communication timed out'),
  5: meaning('系统繁忙', 'busy'),
  6: meaning('系统故障', 'system fault'),
  100: meaning('没有数据', 'no data'),
});

const other = (code: number): Meaning => meaning(`厂商自定义代码 ${code}`, `code ${code}, not in the standard`);
export const meaningOfQnRtn = (code: number): Meaning => QN_RTN[code] ?? other(code);
export const meaningOfExeRtn = (code: number): Meaning => EXE_RTN[code] ?? other(code);
