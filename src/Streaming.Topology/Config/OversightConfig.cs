using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config;

/// <summary>What the file says of oversight, before names are looked at.</summary>
sealed record OversightConfig
{
    public string? Purpose { get; init; }
    public TimeSpan AnswerWithin { get; init; }
    public bool FourEyes { get; init; }
    public Located<IReadOnlyList<Named<bool>>>? Labels { get; init; }
    public Located<string>? LabelKind { get; init; }

    public static readonly MapShape<OversightConfig> Shape = new OversightShape();

    sealed class OversightShape : MapShape<OversightConfig>
    {
        static readonly Key<string> PurposeKey = Key.Optional(
            "purpose",
            Scalars.AnyText,
            "What the decisions are for, and what they are not for, in a sentence or two: system cards say it."
        );
        static readonly Key<TimeSpan> AnswerKey = Key.Optional(
            "answer_within",
            Scalars.Duration,
            "30d",
            "How long it may take to answer somebody who contests a decision."
        );
        static readonly Key<bool> FourEyesKey = Key.Optional(
            "four_eyes",
            Scalars.Bool,
            "false",
            "Another decision stands only once a second person has agreed to it."
        );
        static readonly Key<IReadOnlyList<Named<bool>>> LabelsKey = Key.Optional(
            "labels",
            new DictionaryShape<bool>(Scalars.Name, Scalars.Bool, ScoreConfig.MostDecisions),
            "A decision that a person lets stand is the truth about its event, and is published as a label with this target."
        );
        static readonly Key<string> LabelKindKey = Key.Optional(
            "label_kind",
            Scalars.FieldName,
            "Optional string field of the labels, which says `override` in those that a person's decision makes."
        );

        public override string Title => "oversight";

        public override IReadOnlyList<Key> Keys { get; } = [PurposeKey, AnswerKey, FourEyesKey, LabelsKey, LabelKindKey];

        protected override OversightConfig Build(MapReader keys)
        {
            var oversight = new OversightConfig
            {
                Purpose = keys.Get(PurposeKey)?.Value,
                AnswerWithin = keys.Value(AnswerKey),
                FourEyes = keys.Value(FourEyesKey),
                Labels = keys.Get(LabelsKey),
                LabelKind = keys.Get(LabelKindKey),
            };
            if (oversight.AnswerWithin <= TimeSpan.Zero)
                keys.Log.Report(keys.PlaceOf(AnswerKey), "an answer takes some time", "Write a duration above zero, such as 30d.");
            return oversight;
        }
    }
}
