namespace Streaming.Pipeline.Consuming;

/// <summary>
/// When an input is paused and when it goes on. The gap between the bounds is wide because a pause throws away what the
/// client has prefetched.
/// </summary>
static class FlowControl
{
    /// <summary>Bytes on their way to the merge above which an input is paused.</summary>
    const long HighBytes = 8 << 20;

    const long LowBytes = 1 << 20;

    public static bool ShouldPause(InputGauge gauge) => gauge.Ahead || gauge.Bytes >= HighBytes;

    public static bool ShouldResume(InputGauge gauge) => !gauge.Ahead && gauge.Bytes <= LowBytes;
}
