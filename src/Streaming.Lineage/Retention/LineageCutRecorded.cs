using Streaming.Lineage.Evidence;
using Streaming.Store.HashChains;

namespace Streaming.Lineage.Retention;

/// <summary>Lineage is removed: written before anything of it is. Lies in the topology's stream <c>retention/NAME</c>.</summary>
/// <param name="Statement">The signed <see cref="CutStatement"/>.</param>
/// <param name="PublicKey">Whose signature it is, PEM. Whoever must know that it is the operator's has their key from elsewhere.</param>
sealed record LineageCutRecorded(SignedText Statement, string PublicKey) : ChainedEvent<LineageCutRecorded>
{
    public override string TypeName() => "lineage_cut";
}
