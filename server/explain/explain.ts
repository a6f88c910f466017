import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { explainLedger } from './alarm-counts.ts';
import { explainAlarm } from './alarm-row.ts';
import { explainAudit } from './audit-counts.ts';
import { explainCell } from './cell.ts';
import { explainDevices } from './devices.ts';
import { explainExceedance } from './exceedance.ts';
import { explainExceeding } from './exceeding-counts.ts';
import { explainExcluded } from './excluded.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { explainRegion } from './explain-region.ts';
import { explainStation } from './explain-station.ts';
import { explainFindings } from './findings-count.ts';
import { explainHotCell } from './hot-cell.ts';
import { explainIndustry } from './industry.ts';
import { explainIntake } from './intake.ts';
import { explainMeters } from './meters.ts';
import { parseQuantity } from './quantity.ts';
import { explainSections } from './sections-count.ts';
import { explainSeriesValidity } from './series-validity.ts';
import { explainTownships } from './townships.ts';

/** One explanation by its address. Throws GL_NO_SUCH_NUMBER, GL_NO_VALUE, GL_NOT_KEPT, and what the store throws. */
export async function explain(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const quantity = parseQuantity(address.quantity);
  if (!quantity) throw unknownQuantity(address);
  switch (address.subject) {
    case 'station':
      return explainStation(context, address, quantity);
    case 'region':
      return explainRegion(context, address, quantity);
    case 'series':
      if (quantity.span === 'exceedance') return explainExceedance(context, address);
      if (quantity.item === 'valid') return explainSeriesValidity(context, address);
      break;
    case 'cell':
      if (quantity.span === 'hot') return explainHotCell(context, address);
      if (quantity.span === 'now' && quantity.factor !== null)
        return explainCell(context, address, quantity.factor, quantity.isIndex);
      break;
    case 'excluded':
      return explainExcluded(context, address);
    case 'kind':
      if (quantity.span === 'now') return explainDevices(context, address);
      break;
    case 'alarm':
      if (quantity.span === 'alarm') return explainAlarm(context, address);
      break;
    case 'ledger':
      return explainLedger(context, address);
    case 'intake':
      return explainIntake(context, address);
    case 'audit':
      return explainAudit(context, address);
    case 'exceedances':
      return explainExceeding(context, address);
    case 'industry':
      return explainIndustry(context, address);
    case 'meters':
      return explainMeters(context, address);
    case 'sections':
      return explainSections(context, address);
    case 'townships':
      return explainTownships(context, address);
    case 'findings':
      return explainFindings(context, address);
  }
  throw unknownQuantity(address);
}
