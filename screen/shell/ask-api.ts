export interface ApiFault {
  readonly zh: string;
  readonly en: string;
}

/** Asks the API and reads its error body: every error is a sentence. An aborted question gives an empty one. */
export async function askApi<T>(
  path: string,
  init: RequestInit = {},
): Promise<{ readonly answer: T } | { readonly fault: ApiFault }> {
  try {
    const response = await fetch(path, {
      ...init,
      headers: { accept: 'application/json', ...(init.body ? { 'content-type': 'application/json' } : {}) },
    });
    const body = (await response.json().catch(() => null)) as (T & Partial<ApiFault>) | null;
    if (response.ok && body !== null) return { answer: body };
    return {
      fault: {
        zh: body?.zh ?? `服务答复 ${response.status}`,
        en: body?.en ?? `The service answered ${response.status}`,
      },
    };
  } catch (error) {
    if (init.signal?.aborted) return { fault: { zh: '', en: '' } };
    const reason = error instanceof Error ? error.message : String(error);
    return { fault: { zh: `连不上服务：${reason}`, en: `Cannot reach the service: ${reason}` } };
  }
}
