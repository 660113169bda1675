using System.Threading.RateLimiting;
using Streaming.Application.Operations;

namespace Streaming.Gateway.Limiting;

/// <summary>What a place is taken for.</summary>
enum PlaceKind
{
    /// <summary>What is over soon: publishing, asking a model, looking something up.</summary>
    Work,

    /// <summary>Waiting for the pipeline.</summary>
    Decision,

    /// <summary>What lasts as long as there is something to send: lists and tables.</summary>
    Read,
}

/// <summary>
/// Places for each topology, so that nobody who asks much of one keeps others from another. They are taken once a request has been read,
/// for as long as it is worked on; whoever comes when all are taken waits for one, and is told to come again where many wait already.
/// </summary>
/// <param name="topologies">What operations know them by: those that are offered, and no others.</param>
/// <param name="limits">How many places.</param>
sealed class TopologyPlaces(IEnumerable<string> topologies, GatewayLimits limits)
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    readonly Dictionary<(string, PlaceKind), ConcurrencyLimiter> _places = topologies
        .SelectMany(t => Enum.GetValues<PlaceKind>().Select(kind => (t, kind)))
        .ToDictionary(at => at, at => Limiter(LimitOf(limits, at.kind)));

    /// <summary>Takes one.</summary>
    /// <param name="topology">What operations know it by; null or unknown: it is about none, and needs none.</param>
    /// <param name="kind">What for.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Disposed of when the work is done.</returns>
    /// <exception cref="LimitedException">None is free, and as many as may wait for one.</exception>
    public async ValueTask<IDisposable?> EnterAsync(string? topology, PlaceKind kind, CancellationToken stop)
    {
        if (topology is null || !_places.TryGetValue((topology, kind), out var places))
            return null;
        var lease = await places.AcquireAsync(1, stop);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        var limit = LimitOf(limits, kind);
        throw new LimitedException(
            "places",
            $"{limit.AtOnce} requests of this kind are being worked on for this topology, and {limit.Waiting} wait. Send this again after "
                + "Retry-After, and fewer at a time.",
            Soon
        );
    }

    static PlaceLimit LimitOf(GatewayLimits limits, PlaceKind kind) =>
        kind switch
        {
            PlaceKind.Decision => limits.TopologyDecisions,
            PlaceKind.Read => limits.TopologyReads,
            _ => limits.TopologyWork,
        };

    static ConcurrencyLimiter Limiter(PlaceLimit limit) =>
        new(new ConcurrencyLimiterOptions { PermitLimit = limit.AtOnce, QueueLimit = limit.Waiting });
}
