using Streaming.Topology.Faults;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Shapes;

/// <summary>The one declaration of a configuration key.</summary>
/// <param name="Name">As written in the file.</param>
/// <param name="IsRequired">Missing is a fault.</param>
/// <param name="Default">What a missing key stands for, as it would be written; null: nothing.</param>
/// <param name="Doc">One line for editors and the reference.</param>
abstract record Key(string Name, bool IsRequired, string? Default, string Doc)
{
    public abstract Shape Shape { get; }

    public static Key<T> Required<T>(string name, Shape<T> shape, string doc) => new(name, shape, true, null, doc);

    public static Key<T> Optional<T>(string name, Shape<T> shape, string doc) => new(name, shape, false, null, doc);

    public static Key<T> Optional<T>(string name, Shape<T> shape, string @default, string doc) => new(name, shape, false, @default, doc);
}

sealed record Key<T>(string Name, Shape<T> Value, bool IsRequired, string? Default, string Doc) : Key(Name, IsRequired, Default, Doc)
{
    public override Shape Shape => Value;

    /// <summary>The default, read from its text by the same code as the file's.</summary>
    public T DefaultValue { get; } = Default is null ? default! : Parse(Value, Default);

    static T Parse(Shape<T> shape, string text)
    {
        var log = new FaultLog("default");
        shape.TryRead(Place.Root(new YamlScalar(text, false, true, 1, 1)), log, out var value);
        log.ThrowIfAny();
        return value!;
    }
}
