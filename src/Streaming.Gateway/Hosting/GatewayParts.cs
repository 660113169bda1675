using Microsoft.Extensions.Logging;
using Streaming.Application.Operations;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Inference;
using Streaming.Gateway.Limiting;
using Streaming.Gateway.Problems;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway.Hosting;

/// <summary>What all doors of one gateway share: what may be named, how much is let in, and how failures are told.</summary>
sealed class GatewayParts(GatewaySettings settings, OperationRunner runner, GatewayMeter meter, TimeProvider time, ILogger log)
{
    /// <summary>Topologies that callers may name.</summary>
    public OfferedTopologies Topologies { get; } = new(settings.Topologies);

    /// <summary>What each client may ask for.</summary>
    public ClientLimits Clients { get; } = new(settings.Limits, time);

    /// <summary>How often somebody may show what does not hold.</summary>
    public GuessLimits Guesses { get; } = new(settings.Limits, time);

    /// <summary>Places for each topology.</summary>
    public TopologyPlaces Places { get; } = new(settings.Topologies.Select(t => t.Word).Distinct(StringComparer.Ordinal), settings.Limits);

    /// <summary>Requests that are let in.</summary>
    public RequestGate Requests { get; } = new(settings.Limits.Requests);

    /// <summary>Requests that wait for the pipeline.</summary>
    public RequestGate Waiting { get; } = new(settings.Limits.Waiting);

    /// <summary>Streams that are open.</summary>
    public RequestGate Streams { get; } = new(settings.Limits.Streams);

    /// <summary>Records that come in.</summary>
    public RecordIntake Intake { get; } = new(settings.Limits);

    /// <summary>Models and other files that come in.</summary>
    public RequestGate FileUploads { get; } = new(settings.Limits.Models);

    /// <summary>How much is let in.</summary>
    public GatewayLimits Limits => settings.Limits;

    /// <summary>Models that are asked.</summary>
    public ModelCalls Models =>
        field ??= new ModelCalls(runner, new OfferedModels(settings.Topologies), new InferStatistics(time), Clients, Places);

    /// <summary>How failures are told.</summary>
    public ProblemAnswers Problems => field ??= new ProblemAnswers(Topologies, meter, log);
}
