using Streaming.Events.Time;
using Streaming.Learning.Data;

namespace Streaming.Learning.Goals.Measuring;

/// <summary>Over what is measured: it follows from lineage alone.</summary>
/// <param name="Range">Event times: the newest whose labels are known.</param>
/// <param name="First">Event time of the first row that is recorded.</param>
/// <param name="Newest">How far event time has come.</param>
/// <param name="FallsBack">Commands have the rule score.</param>
public sealed record GoalsWindow(TimeRange Range, Timestamp First, Timestamp Newest, bool FallsBack);
