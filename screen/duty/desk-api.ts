/** What the desk asks of the API beside the live link: history as evidence, and the steps an officer takes. */
export interface SeriesPoint {
  /** Start of its period, ms UTC. */ readonly time: number;
  /** Null where there is no valid value. */ readonly value: number | null;
}
export interface Series { readonly points: readonly SeriesPoint[] }

export interface AlarmHistory {
  readonly events?: readonly { readonly step: string; readonly at: string | number; readonly note?: string | null; readonly by?: string; readonly actor?: { readonly name: string } }[];
  /** Steps that may be taken now. */
  readonly steps?: readonly string[];
}

export interface ApiFault { readonly zh: string; readonly en: string }

/** Asks the API and reads its error body: every error is a sentence. An aborted question gives an empty one. */
export async function askApi<T>(path: string, init: RequestInit = {}): Promise<{ readonly answer: T } | { readonly fault: ApiFault }> {
  try {
    const response = await fetch(path, { ...init, headers: { accept: 'application/json', ...(init.body ? { 'content-type': 'application/json' } : {}) } });
    const body = (await response.json().catch(() => null)) as (T & Partial<ApiFault>) | null;
    if (response.ok && body !== null) return { answer: body };
    return { fault: { zh: body?.zh ?? `服务答复 ${response.status}`, en: body?.en ?? `The service answered ${response.status}` } };
  } catch (error) {
    if (init.signal?.aborted) return { fault: { zh: '', en: '' } };
    const reason = error instanceof Error ? error.message : String(error);
    return { fault: { zh: `连不上服务：${reason}`, en: `Cannot reach the service: ${reason}` } };
  }
}

/** Points of the API's series answer, oldest first; values travel as decimal text. */
export function readSeries(answer: unknown): Series {
  const points = (answer as { points?: readonly { time: string | number; value: string | number | null; valid?: boolean }[] }).points ?? [];
  return {
    points: points.map((p) => ({
      time: typeof p.time === 'number' ? p.time : Date.parse(p.time),
      value: p.value === null || p.valid === false ? null : Number(p.value),
    })).filter((p) => Number.isFinite(p.time)).sort((a, b) => a.time - b.time),
  };
}
