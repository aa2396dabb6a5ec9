/** Raised for a metric that is not there, is written wrongly, or cannot be asked as it was. */
export class MetricError extends Error {
  override name = 'MetricError'
}
