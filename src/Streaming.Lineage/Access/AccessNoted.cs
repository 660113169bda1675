using JasperFx.Events;
using Streaming.Lineage.Histories;

namespace Streaming.Lineage.Access;

/// <summary>An entry of the access log as it is sealed and stored. Lies in the stream of the process that wrote it.</summary>
internal sealed record AccessNoted(AccessNote Note) : SealedEvent
{
    public const string Name = "access_noted";

    public override string TypeName() => Name;

    protected override IEvent Wrapped() => new Event<AccessNoted>(this);
}
