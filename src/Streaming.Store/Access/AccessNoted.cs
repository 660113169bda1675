using Streaming.Store.HashChains;

namespace Streaming.Store.Access;

/// <summary>An entry of the access log as it is sealed and stored. Lies in the stream of the process that wrote it.</summary>
sealed record AccessNoted(AccessNote Note) : ChainedEvent<AccessNoted>
{
    public override string TypeName() => "access_noted";
}
