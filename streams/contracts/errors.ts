/**
 * The one catalogue of errors that a person or a program can meet. A code never changes its
 * meaning; `docs/errors.md` is generated from this table (`npm run docs:errors`).
 */
export interface ErrorEntry {
  /** HTTP status where it is answered over HTTP; 0 where it never is. */
  readonly status: number;
  readonly zh: string;
  readonly en: string;
  /** What to do next, one sentence. */
  readonly nextZh: string;
  readonly nextEn: string;
}

const entry = (status: number, zh: string, en: string, nextZh: string, nextEn: string): ErrorEntry =>
  Object.freeze({ status, zh, en, nextZh, nextEn });

export const ERRORS = {
  GL_INTERNAL: entry(
    500,
    '服务内部错误',
    'Internal error',
    '请把追踪号交给运维人员',
    'Give the trace id to the operator',
  ),
  GL_NOT_FOUND: entry(404, '没有这个对象', 'No such object', '核对地址或编号', 'Check the address or the id'),
  GL_BAD_REQUEST: entry(
    400,
    '请求不符合接口约定',
    'The request does not match the schema',
    '按接口文档修改请求',
    'Mend the request after the API reference',
  ),
  GL_UNAUTHORIZED: entry(
    401,
    '缺少访问令牌或令牌无效',
    'No access token, or not a valid one',
    '在 Authorization 头中带上令牌',
    'Send the token in the Authorization header',
  ),
  GL_FORBIDDEN: entry(
    403,
    '该令牌无权进行此操作',
    'This token may not do that',
    '向管理员申请相应角色',
    'Ask the administrator for the role',
  ),
  GL_TOO_LARGE: entry(
    413,
    '请求超过大小上限',
    'The request is over the size limit',
    '分成较小的批次',
    'Send smaller batches',
  ),
  GL_STORE_UNAVAILABLE: entry(
    503,
    '数据引擎暂不可用',
    'The store is not available now',
    '稍后重试，系统会自行恢复',
    'Try again shortly; it recovers by itself',
  ),
  GL_STREAM_UNAVAILABLE: entry(
    503,
    '消息服务暂不可用',
    'The message broker is not available now',
    '稍后重试，数据请先留在本地',
    'Try again shortly and keep the data until then',
  ),
  GL_CONFIG: entry(0, '配置有误', 'A setting is wrong', '按提示修改环境变量', 'Mend the environment variable named'),
  GL_SECRET_DAMAGED: entry(
    0,
    '密钥文件为空或不完整',
    'A secret file is empty or damaged',
    '按提示从备份恢复或删除该文件，再启动',
    'Restore or delete the file as told, then start again',
  ),
  GL_PORT_TAKEN: entry(
    0,
    '端口已被占用',
    'A port is already in use',
    '关闭占用的程序，或换一个端口',
    'Stop the program that holds it, or choose another port',
  ),
  GL_DATA_LOCKED: entry(
    0,
    '数据目录正被另一个进程使用',
    'The data directory is held by another process',
    '先停止那个进程，或换 GUANLAN_DATA_DIR',
    'Stop that process, or choose another GUANLAN_DATA_DIR',
  ),
  GL_DISK_FULL: entry(
    507,
    '磁盘空间不足，已停止确认新数据',
    'The disk is nearly full; new frames are not acknowledged',
    '清理磁盘，恢复后会自动继续',
    'Free some space; it resumes by itself',
  ),
  GL_CLOCK_MOVED: entry(
    0,
    '服务器时钟被拨动',
    'The clock of the server was moved',
    '核对系统时间与时间同步服务',
    'Check the system time and its synchronisation',
  ),
  GL_CLOCK_WRONG: entry(
    0,
    '服务器时钟与设备时间相差过大，实时数据暂被拒收',
    'The server’s clock and the devices’ times disagree; live frames are refused for now',
    '核对系统时间；时钟恢复后会自动补收',
    'Check the system time; once it is right, what was refused is taken in by itself',
  ),
  GL_WINDOWS_SILENT: entry(
    0,
    '计算进程没有心跳，画面暂不更新',
    'The process that computes is silent; the picture stands still',
    '通常数秒内自动恢复；否则查看 work 的日志',
    'It usually comes back within seconds; otherwise look at the log of work',
  ),
  GL_INGEST_STALLED: entry(
    0,
    '入库停滞，新收到的数据暂未写入',
    'Ingest does not move: what comes in is kept, and not written yet',
    '通常自动恢复；否则查看 /readyz 中 ingest 一项与 work 的日志',
    'It usually recovers by itself; otherwise look at part ingest of /readyz and the log of work',
  ),
  GL_NATS_MISSING: entry(
    0,
    '找不到 nats-server',
    'nats-server cannot be found',
    '安装 nats-server 后重试',
    'Install nats-server and try again',
  ),
  GL_POSITION_BEYOND_STREAM: entry(
    0,
    '消息流丢失了末尾一段（断电或换上旧副本），现存的帧正在重读',
    'The stream lost its end (a power cut, or an older copy put back); the frames it keeps are being read again',
    '无需操作；断电前最后一段若设备未重发，请向设备补采',
    'Nothing to do; what came last before it may be lost: ask the devices for it where they did not send it again',
  ),
  GL_STORE_PART_BROKEN: entry(
    0,
    '数据引擎有损坏的数据块已被搁置，能由帧重读恢复的正在恢复',
    'The store has put broken parts of its tables aside; what the kept frames can bring back is being brought back',
    '查看 /readyz 的 store-parts 与日志；仍不消失的从备份恢复',
    'See store-parts in /readyz and the log; restore from a backup what does not clear',
  ),
  GL_REGISTRY_DAMAGED: entry(
    0,
    '登记表缺少曾经登记的站点、设备或区域',
    'The registry lacks stations, devices or regions that it once had',
    '从备份恢复，或重新登记缺少的站点',
    'Restore from a backup, or register again what is missing',
  ),
  GL_LIVE_MESSAGE: entry(
    0,
    '实时消息不合约定',
    'A live message does not match the protocol',
    '核对两端版本，见 docs/protocol.md',
    'Compare the versions of both ends, see docs/protocol.md',
  ),
  GL_NOT_EMPTY: entry(0, '目录不是空的', 'The directory is not empty', '换一个空目录', 'Choose an empty one'),
  GL_BACKUP_UNREADABLE: entry(
    0,
    '这里没有可用的备份',
    'There is no usable backup here',
    '核对备份目录，须含 manifest.json',
    'Check the directory; it has to hold manifest.json',
  ),
  GL_STILL_RUNNING: entry(
    0,
    '系统仍在运行',
    'The system is still running',
    '先用 Ctrl-C 结束它',
    'End it with Ctrl-C first',
  ),
  GL_MIGRATION_CHANGED: entry(
    0,
    '已执行过的迁移文件被改动',
    'A migration that was applied has been changed',
    '恢复原文件，新增迁移来修改',
    'Restore the file and add a new migration',
  ),
  GL_CONFLICT: entry(
    409,
    '与现有登记冲突',
    'It conflicts with what is registered',
    '核对设备号与站点编号',
    'Check the device and the station',
  ),
  GL_PACK_INVALID: entry(
    0,
    '城市数据包不合约定',
    'The city pack does not match its schema',
    '按提示修改数据包文件',
    'Mend the file of the pack that is named',
  ),
  GL_ALARM_MOVED: entry(
    409,
    '该告警已被他人处理',
    'Somebody else has acted on this alarm meanwhile',
    '刷新后按最新状态处理',
    'Read it again and act on its present state',
  ),
  GL_ALARM_STEP: entry(
    409,
    '该告警当前状态不允许此操作',
    'The alarm does not allow this step in its present state',
    '查看告警的当前状态与可用操作',
    'Look at its present state and the steps it allows',
  ),
  GL_KEY_UNREADABLE: entry(
    0,
    '设备密钥无法解读，封存口令不是原来那一个',
    'Device keys cannot be read: the secret is not the one they were kept under',
    '恢复 data/secrets/device-keys 或 GUANLAN_KEY_SECRET，否则重新登记密钥',
    'Restore data/secrets/device-keys or GUANLAN_KEY_SECRET, or register the keys again',
  ),
  GL_NO_KEY: entry(
    409,
    '该设备没有可用的密钥',
    'The device has no active key',
    '先登记初始密钥',
    'Register its initial key first',
  ),
  GL_COMMANDS_WAITING: entry(
    429,
    '等待执行的设备命令过多',
    'Too many commands wait for this device, or for all of them',
    '等待前面的命令结束后再试',
    'Wait until earlier commands have ended',
  ),
  GL_MARK_MOVED: entry(
    409,
    '该标记已被他人修改或撤销',
    'Somebody else has changed or withdrawn this mark meanwhile',
    '重新读取后按最新版本操作',
    'Read it again and act on its latest version',
  ),
  GL_MARK_PERIOD: entry(
    400,
    '标记时段不可用',
    'A mark cannot cover this period',
    '起点须在数据保留期内，且不晚于七天之后',
    'Begin within what is kept of the data, and at most seven days ahead',
  ),
  GL_TOO_MANY: entry(429, '请求过于频繁', 'Too many requests', '稍候再试', 'Wait a moment and try again'),
  GL_TOO_SLOW: entry(
    504,
    '查询超过时间上限',
    'The question took longer than its time bound',
    '缩小时间范围或加大步长',
    'Ask for a shorter range or a longer step',
  ),
  GL_NOT_READY: entry(503, '系统正在启动', 'The system is still starting', '数秒后重试', 'Try again in some seconds'),
  GL_NO_SUCH_NUMBER: entry(
    404,
    '没有这样的数',
    'There is no such number',
    '核对 subject 与 quantity，见 docs/explain.md',
    'Check subject and quantity, see docs/explain.md',
  ),
  GL_NO_VALUE: entry(
    404,
    '那个时刻没有这个数的值',
    'The number has no value at that time',
    '换一个时刻，或查看该站数据是否有效',
    "Choose another time, or look whether the station's data are valid",
  ),
  GL_NOT_KEPT: entry(
    410,
    '算出这个数的依据已不再保存',
    'What the number was computed from is no longer kept',
    '查询保存期内的时刻',
    'Ask for a time within the retention',
  ),
  GL_MOMENT_NOT_KEPT: entry(
    410,
    '那一刻的画面没有留存',
    'That moment was not kept',
    '换一个留存期内的时刻',
    'Choose a moment within what is kept',
  ),
  GL_API_UNREACHABLE: entry(
    0,
    '接口不可达，或答复的不是本系统',
    'The API cannot be reached, or something else answered',
    '检查地址、端口与网络',
    'Check address, port and network',
  ),
  GL_API_TIMEOUT: entry(
    0,
    '接口未在时限内答复',
    'The API did not answer in time',
    '稍后重试，或放宽时限',
    'Try again later, or allow more time',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** An error with a stable code. `detail` says which thing; it is shown to the person who met it. */
export class GuanlanError extends Error {
  override readonly name = 'GuanlanError';
  readonly code: ErrorCode;
  readonly detail: string;

  constructor(code: ErrorCode, detail = '', options?: ErrorOptions) {
    const { zh, en } = ERRORS[code];
    super(`${code} ${zh} ${en}${detail ? `: ${detail}` : ''}`, options);
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return ERRORS[this.code].status || 500;
  }
}
