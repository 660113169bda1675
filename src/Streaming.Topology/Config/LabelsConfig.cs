using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config;

sealed record LabelsConfig
{
    public Located<string>? Topic { get; init; }
    public EventFormat Format { get; init; }
    public Located<string>? Id { get; init; }
    public Located<string>? Time { get; init; }
    public Located<string>? Known { get; init; }
    public Located<string>? Target { get; init; }
    public TimeSpan? Delay { get; init; }
    public LabelConflicts? Conflicts { get; init; }
    public Located<string>? Withdrawn { get; init; }
    public TimeSpan? Within { get; init; }
    public int MaxBytes { get; init; }
    public IReadOnlyList<Named<FieldModel>> Fields { get; init; } = [];

    public static readonly MapShape<LabelsConfig> Shape = new LabelsShape();

    sealed class LabelsShape : MapShape<LabelsConfig>
    {
        static readonly Key<string> TopicKey = Key.Required("topic", Scalars.Topic, "Kafka topic.");
        static readonly Key<string> IdKey = Key.Required("id", Scalars.FieldName, "Field that holds the id of the event it labels.");
        static readonly Key<string> TimeKey = Key.Required("time", Scalars.FieldName, "Timestamp field: event time of what it labels.");
        static readonly Key<string> KnownKey = Key.Required("known", Scalars.FieldName, "Timestamp field: when the label became known.");
        static readonly Key<string> TargetKey = Key.Optional(
            "target",
            Scalars.FieldName,
            "Bool field that is the truth; needed where there are several bool fields."
        );
        static readonly Key<TimeSpan> DelayKey = Key.Optional(
            "delay",
            Scalars.Duration,
            "Usual time between an event and its label; publish, simulate and drift follow use it."
        );
        static readonly Key<LabelConflicts> ConflictsKey = Key.Optional(
            "conflicts",
            Scalars.OneOf<LabelConflicts>(),
            "Which of several labels of one event counts; where it is given, no label is rejected as a duplicate."
        );
        static readonly Key<string> WithdrawnKey = Key.Optional(
            "withdrawn",
            Scalars.FieldName,
            "Bool field: where it is true, the labels of the event up to then are taken back."
        );
        static readonly Key<TimeSpan> WithinKey = Key.Optional(
            "within",
            Scalars.Duration,
            "A label that became known longer than this after its event is not learnt from, nor is anything judged by it."
        );
        static readonly Key<IReadOnlyList<Named<FieldModel>>> FieldsKey = Key.Required(
            "fields",
            FieldConfig.Fields,
            "The fields of a label. id and time, where not declared here, are as in the source; known is a timestamp."
        );

        public override string Title => "labels";

        public override IReadOnlyList<Key> Keys { get; } =
        [
            TopicKey,
            SourceConfig.FormatKey,
            IdKey,
            TimeKey,
            KnownKey,
            TargetKey,
            DelayKey,
            ConflictsKey,
            WithdrawnKey,
            WithinKey,
            SourceConfig.MaxBytesKey,
            FieldsKey,
        ];

        protected override LabelsConfig Build(MapReader keys) =>
            new()
            {
                Topic = keys.Get(TopicKey),
                Format = keys.Value(SourceConfig.FormatKey),
                Id = keys.Get(IdKey),
                Time = keys.Get(TimeKey),
                Known = keys.Get(KnownKey),
                Target = keys.Get(TargetKey),
                Delay = keys.Get(DelayKey)?.Value,
                Conflicts = keys.Get(ConflictsKey)?.Value,
                Withdrawn = keys.Get(WithdrawnKey),
                Within = keys.Get(WithinKey)?.Value,
                MaxBytes = SourceConfig.MaxBytesOf(keys),
                Fields = keys.Value(FieldsKey) ?? [],
            };
    }
}
