using Streaming.Store.HashChains;

namespace Streaming.Lineage.Verification;

/// <summary>The models that lineage names, as far as its verification asks; the registry implements it.</summary>
public interface ILineageModels
{
    /// <summary>Why a model cannot be had any more; null where it is there with the bytes that its hash names.</summary>
    Task<string?> WhyLostAsync(string hash, CancellationToken stop);

    /// <summary>Goes through the histories of all models.</summary>
    Task<HashChainWalk> WalkAsync(CancellationToken stop = default);
}
