/** A request refused as ClickHouse refuses it: HTTP status, its code and name. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, code: number, name: string, text: string) {
    super(`Code: ${code}. DB::Exception: ${text}. (${name})`);
    this.status = status;
  }
}
