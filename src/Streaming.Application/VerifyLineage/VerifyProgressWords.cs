using Streaming.Application.Operations;
using Streaming.Lineage;
using Streaming.Lineage.Verification;

namespace Streaming.Application.VerifyLineage;

/// <summary>How far a walk through streams is, in the words of operations.</summary>
static class VerifyProgressWords
{
    public static OperationProgress Of(VerifyProgress state) =>
        Advanced.Of(state.Stream.ToString(), state.Version, state.LastVersion, "batches");
}
