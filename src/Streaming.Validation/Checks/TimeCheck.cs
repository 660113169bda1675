using Streaming.Events.Rows;
using Streaming.Events.Time;

namespace Streaming.Validation.Checks;

/// <summary>Event time against the arrival clock that the row itself records, so that the verdict can be repeated.</summary>
sealed class TimeCheck(string field, TimeSpan? futureSkew, TimeSpan? maxAge) : RowCheck
{
    readonly long _skew = futureSkew is { } skew ? skew.Micros() : long.MaxValue;
    readonly long _age = maxAge is { } age ? age.Micros() : long.MaxValue;

    public override void Run(in DecodedRows rows, Verdicts verdicts)
    {
        var arrival = rows.Raw.ArrivalTime;
        var times = Columns.Times(rows.Batch, SystemColumns.EventTime);
        for (var row = 0; row < times.Length; row++)
        {
            if (times[row].MicrosSince(arrival) > _skew)
            {
                verdicts.Reject(
                    row,
                    ReasonCode.TooFarInFuture,
                    field,
                    $"Field {field} is {times[row]}, more than {futureSkew} after the record arrived."
                );
            }
            else if (arrival.MicrosSince(times[row]) > _age)
            {
                verdicts.Reject(
                    row,
                    ReasonCode.TooOld,
                    field,
                    $"Field {field} is {times[row]}, more than {maxAge} before the record arrived."
                );
            }
        }
    }
}
