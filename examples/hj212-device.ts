/**
 * A data logger that speaks HJ 212-2017 over TCP: `node examples/hj212-device.ts <host> <port> <MN>`.
 * A frame is `##`, four digits of length, the data segment, four hexadecimal digits of its CRC, CR LF. With bit 0 of
 * Flag set the gateway answers CN 9014 once the frame is safe; until then a device keeps the frame and sends it again.
 */
import { connect } from 'node:net';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';

/** CRC of HJ 212-2017 Annex A: like Modbus, but the byte is xored into the high half shifted down. */
function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc = (crc >> 8) ^ byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

export function hj212Frame(segment: string): string {
  const crc = crc16(Buffer.from(segment)).toString(16).toUpperCase().padStart(4, '0');
  return `##${String(segment.length).padStart(4, '0')}${segment}${crc}\r\n`;
}

/** Sends one frame of real-time data and gives the answer's frame. @param time civil time, yyyyMMddHHmmss */
export async function sendRealtimeData(host: string, port: number, mn: string, time: string): Promise<string> {
  const socket = connect(port, host).setTimeout(10_000, () => socket.destroy(new Error('no answer within 10 s')));
  const data = `DataTime=${time};a34004-Rtd=35.0,a34004-Flag=N;a34002-Rtd=61.0,a34002-Flag=N`;
  socket.write(hj212Frame(`QN=${time}000;ST=22;CN=2011;PW=123456;MN=${mn};Flag=5;CP=&&${data}&&`));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.end();
  return answer.toString('latin1');
}

const [, main = '', host = '127.0.0.1', port = '9212', mn = 'EXAMPLE0000000001'] = process.argv;
if (import.meta.url === pathToFileURL(main).href) {
  const civil = new Date(Date.now() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
  console.log(await sendRealtimeData(host, Number(port), mn, civil));
}
