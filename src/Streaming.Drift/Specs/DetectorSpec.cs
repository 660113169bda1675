using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Streaming.Drift.Specs;

/// <summary>Which detector is meant, with all its parameters: <c>adwin:delta=0.01,clock=1</c>.</summary>
public sealed class DetectorSpec
{
    const int MostCharacters = 500;

    readonly FrozenDictionary<string, string> _values;

    DetectorSpec(DetectorKind kind, FrozenDictionary<string, string> values) => (Kind, _values) = (kind, values);

    /// <summary>What kind.</summary>
    public DetectorKind Kind { get; }

    /// <summary>A detector that has seen nothing.</summary>
    public DriftDetector Create() => Kind.Make(this);

    /// <summary>Reads a specification: a kind's name, then parameters; those that are not named have their defaults.</summary>
    /// <param name="text">Such as <c>adwin</c> or <c>adwin:delta=0.01,clock=1</c>.</param>
    /// <param name="spec">What it says; null where it is refused.</param>
    /// <param name="fault">A sentence that says what is wrong and what is allowed; null where nothing is.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out DetectorSpec? spec, [NotNullWhen(false)] out string? fault)
    {
        spec = null;
        if (text.Length > MostCharacters)
        {
            fault = $"A detector's specification has at most {MostCharacters} characters.";
            return false;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = (colon < 0 ? text : text[..colon]).Trim();
        var kind = DetectorKinds.All.FirstOrDefault(k => k.Name == name);
        if (kind is null)
        {
            fault = $"There is no detector '{name}'. There are: {string.Join(", ", DetectorKinds.All.Select(k => k.Name))}.";
            return false;
        }

        var values = kind.Parameters.ToDictionary(p => p.Name, p => p.Default, StringComparer.Ordinal);
        fault = colon < 0 ? null : Parameters(kind, text[(colon + 1)..], values);
        if (fault is not null)
            return false;
        var parsed = new DetectorSpec(kind, values.ToFrozenDictionary(StringComparer.Ordinal));
        fault = kind.Check(parsed);
        if (fault is not null)
            return false;
        spec = parsed;
        return true;
    }

    /// <summary>The canonical text: the kind, and the parameters that are not at their defaults, in their declared order.</summary>
    public override string ToString()
    {
        var said = Kind.Parameters.Where(p => _values[p.Name] != p.Default).Select(p => $"{p.Name}={_values[p.Name]}").ToList();
        return said.Count == 0 ? Kind.Name : $"{Kind.Name}:{string.Join(',', said)}";
    }

    /// <summary>A parameter as text.</summary>
    public string Text(string parameter) => _values[parameter];

    internal double Number(string parameter) => double.Parse(_values[parameter], CultureInfo.InvariantCulture);

    internal int Whole(string parameter) => (int)Number(parameter);

    /// <summary>Null: auto.</summary>
    internal double? NumberOrAuto(string parameter) => _values[parameter] == NumberParameter.AutoText ? null : Number(parameter);

    static string? Parameters(DetectorKind kind, string text, Dictionary<string, string> values)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in text.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                return $"'{part}' is no parameter of {kind.Name}: write name=value, with commas between. {Those(kind)}";
            var name = part[..equals].Trim();
            var parameter = kind.Parameters.FirstOrDefault(p => p.Name == name);
            if (parameter is null)
                return $"{kind.Name} has no parameter '{name}'. {Those(kind)}";
            if (!named.Add(name))
                return $"{kind.Name}: {name} is given twice.";
            var value = part[(equals + 1)..].Trim();
            if (parameter.Normalised(value) is not { } normalised)
                return $"{kind.Name}: {name} is {parameter.Allowed}, not '{value}'.";
            values[name] = normalised;
        }

        return null;
    }

    static string Those(DetectorKind kind) =>
        $"It has: {string.Join("; ", kind.Parameters.Select(p => $"{p.Name} ({p.Allowed}; {p.Default} unless given)"))}.";
}
