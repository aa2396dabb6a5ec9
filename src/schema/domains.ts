/** Domains the assistant detects; customers define their own beside them. */
export const DOMAINS = [
  'FACILITY',
  'FINANCE',
  'HR',
  'IT',
  'LEGAL',
  'OTHER',
  'PAYROLL',
  'TRAVEL_AND_EXPENSE',
  'UNKNOWN',
] as const
