/**
 * Standards ahead of their use: each is proven by a vector of the domain (docs/notes/065) and no part of the product
 * uses it yet. Only tests import from here. What the product begins to use moves up into `server/standards`. The list,
 * and what each is for, is in docs/notes/081; test/house/standards.test.ts holds it.
 */
export { AREA_NOISE, overBackground } from './area-noise.ts';
export { massRate, ppmToMass, toDryBasis, toStandardState } from './gas-conversion.ts';
export { WARNING_PLANS, warningLevel } from './heavy-pollution.ts';
export { TROPHIC_ITEMS, trophicIndexOf, trophicState, trophicTenths } from './lake.ts';
export { OTHER_AIR_LIMITS } from './limits-air-other.ts';
export { REFERENCE_OXYGEN } from './reference-oxygen.ts';
export { sensitiveGroups } from './sensitive-groups.ts';
export { sourceMonthIsValid } from './source-month.ts';
export { oxygenIndex, oxygenIndexOld, phIndex, saturatedOxygen } from './standard-index.ts';
export { LABORATORY_ITEMS, laboratoryClass } from './water-laboratory.ts';
