namespace Streaming.Benchmarks.Brokers;

/// <summary>The brokers that are compared; end with this object.</summary>
sealed class BrokerSet : IAsyncDisposable
{
    readonly List<BrokerProcess> _all = [];

    public IReadOnlyList<BrokerProcess> All => _all;

    public void Add(BrokerProcess broker) => _all.Add(broker);

    /// <summary>All of them, in an order that turns from round to round, since whoever comes first finds another machine.</summary>
    public IEnumerable<BrokerClient> InTurn(int round) =>
        (round % 2 == 0 ? _all : Enumerable.Reverse(_all)).Select(broker => new BrokerClient(broker));

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in _all)
            await broker.DisposeAsync();
    }
}
