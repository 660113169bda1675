using Streaming.Application.SendRecords;
using Streaming.Gateway.Hosting;

namespace Streaming.Gateway.Calls;

/// <summary>How much of records a gateway takes in, from all callers together.</summary>
sealed class RecordIntake(GatewayLimits limits)
{
    /// <summary>For each caller.</summary>
    public GatewayLimits Limits => limits;

    /// <summary>What all share.</summary>
    public ByteBudget Budget { get; } = new(limits.PublishBytes);

    /// <summary>Bodies of lines, which may take as long as they take.</summary>
    public RequestGate Uploads { get; } = new(limits.Uploads);
}
