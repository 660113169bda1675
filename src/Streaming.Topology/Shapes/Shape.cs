using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Streaming.Topology.Faults;

namespace Streaming.Topology.Shapes;

/// <summary>
/// What may stand as the value of a key. One declaration reads it, faults it, writes its JSON Schema and names it in the
/// reference.
/// </summary>
abstract class Shape
{
    /// <summary>What it is, for messages and the reference, such as <c>a duration</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>A new JSON Schema fragment that accepts what this shape reads.</summary>
    public abstract JsonObject Schema();

    /// <summary>The shapes inside, for whoever walks the declaration.</summary>
    public virtual IEnumerable<Shape> Parts => [];
}

abstract class Shape<T> : Shape
{
    /// <returns>False when the value is not of this shape; the log then says why.</returns>
    public abstract bool TryRead(Place place, FaultLog log, [MaybeNullWhen(false)] out T value);

    public Located<T>? Read(Place place, FaultLog log) => TryRead(place, log, out var value) ? new Located<T>(value, place) : null;
}
