using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Config.Explaining;

/// <summary>Features that speak as one, and what they say.</summary>
sealed record ReasonConfig
{
    const string TagPattern = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$";
    const string FeaturePattern = "^[A-Za-z*][A-Za-z0-9_*-]{0,127}$";
    const int MostCharacters = 300;
    const int MostLanguages = 50;

    public IReadOnlyList<Located<string>> Features { get; init; } = [];
    public Located<IReadOnlyDictionary<string, string>>? Raises { get; init; }
    public Located<IReadOnlyDictionary<string, string>>? Lowers { get; init; }

    /// <summary>A language.</summary>
    public static readonly ScalarShape<string> Tag = Matching("a language", TagPattern, "Write a tag such as en, de or pt-BR.");

    /// <summary>Features by name; * in it stands for any characters.</summary>
    public static readonly ScalarShape<string> FeatureName = Matching(
        "a feature",
        FeaturePattern,
        "Write the name of a feature; * stands for any characters, as in AVG_*_WINDOW."
    );

    public static readonly MapShape<ReasonConfig> Shape = new ReasonShape();

    static readonly ScalarShape<string> Sentence = new(
        "words",
        $"Write one line of at most {MostCharacters} characters.",
        () => new JsonObject { ["type"] = "string", ["maxLength"] = MostCharacters },
        (YamlScalar s, [MaybeNullWhen(false)] out string v) =>
        {
            v = s.Text.Trim();
            return v.Length is > 0 and <= MostCharacters && !v.Any(char.IsControl);
        }
    );

    static ScalarShape<string> Matching(string kind, string pattern, string cure)
    {
        var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return new ScalarShape<string>(
            kind,
            cure,
            () => new JsonObject { ["type"] = "string", ["pattern"] = pattern },
            (YamlScalar s, [MaybeNullWhen(false)] out string v) =>
            {
                v = s.Text;
                return regex.IsMatch(v);
            }
        );
    }

    sealed class ReasonShape : MapShape<ReasonConfig>
    {
        static readonly Shape<IReadOnlyDictionary<string, string>> Words = new WordsShape();
        static readonly Key<IReadOnlyList<Located<string>>> FeaturesKey = Key.Required(
            "features",
            new ListShape<string>(FeatureName),
            "Features whose contributions are added up; * in a name stands for any characters."
        );
        static readonly Key<IReadOnlyDictionary<string, string>> RaisesKey = Key.Optional(
            "raises",
            Words,
            "What is said where they raised the score, in English or by language; without it, nothing is."
        );
        static readonly Key<IReadOnlyDictionary<string, string>> LowersKey = Key.Optional(
            "lowers",
            Words,
            "What is said where they lowered the score."
        );

        public override string Title => "explain.reasons.<name>";

        public override IReadOnlyList<Key> Keys { get; } = [FeaturesKey, RaisesKey, LowersKey];

        protected override ReasonConfig Build(MapReader keys)
        {
            if (!keys.Has(RaisesKey) && !keys.Has(LowersKey))
                keys.Log.Report(keys.Place, "the reason says nothing", "Write what it says as `raises`, `lowers`, or both.");
            return new ReasonConfig
            {
                Features = keys.Value(FeaturesKey) ?? [],
                Raises = keys.Get(RaisesKey),
                Lowers = keys.Get(LowersKey),
            };
        }
    }

    /// <summary>Words in English, or by language.</summary>
    sealed class WordsShape : Shape<IReadOnlyDictionary<string, string>>
    {
        static readonly DictionaryShape<string> ByLanguage = new(Tag, Sentence, MostLanguages);

        public override string Kind => "words, or words by language";

        public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray(Sentence.Schema(), ByLanguage.Schema()) };

        public override bool TryRead(Place place, FaultLog log, [MaybeNullWhen(false)] out IReadOnlyDictionary<string, string> value)
        {
            value = null;
            if (place.Node is not YamlMapping)
            {
                if (!Sentence.TryRead(place, log, out var english))
                    return false;
                value = new Dictionary<string, string>(StringComparer.Ordinal) { [ReasonModel.English] = english };
                return true;
            }

            if (!ByLanguage.TryRead(place, log, out var all))
                return false;
            value = all.ToDictionary(w => w.Name.Value, w => w.Value.Value, StringComparer.Ordinal);
            return true;
        }
    }
}
