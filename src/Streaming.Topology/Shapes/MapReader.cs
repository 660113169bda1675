using Streaming.Topology.Faults;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Shapes;

/// <summary>Gives a mapping's values by their declared keys.</summary>
sealed class MapReader(Place place, YamlMapping mapping, FaultLog log)
{
    public Place Place => place;

    public FaultLog Log => log;

    public bool Has(Key key) => Find(key) is not null;

    public Place PlaceOf(Key key) => Find(key) is { } entry ? place.Child(key.Name, entry.Value) : place;

    /// <summary>The value with its place; null when the key is absent or its value faulty.</summary>
    public Located<T>? Get<T>(Key<T> key) => Find(key) is { } entry ? key.Value.Read(place.Child(key.Name, entry.Value), log) : null;

    /// <summary>The value, or the declared default.</summary>
    public T Value<T>(Key<T> key) => Get(key) is { } found ? found.Value : key.DefaultValue;

    YamlEntry? Find(Key key) => mapping.Entries.FirstOrDefault(e => e.Key.Text == key.Name);
}
