using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config;

sealed record SourceConfig
{
    public Located<string>? Topic { get; init; }
    public EventFormat Format { get; init; }
    public Located<string>? Key { get; init; }
    public Located<string>? Id { get; init; }
    public Located<string>? Time { get; init; }
    public UnknownFields UnknownFields { get; init; }
    public PartitionerKind Partitioner { get; init; }
    public int MaxBytes { get; init; }
    public IReadOnlyList<Named<FieldModel>> Fields { get; init; } = [];

    /// <summary>Largest text that may be asked for: Kafka's own limits are near.</summary>
    public const int MostBytes = 100_000_000;

    /// <summary>
    /// Largest record that may be accepted. Stages hand an event on as a row of columns, in Kafka records of 16 MiB at most: twice the
    /// event's bytes (its shortest numbers, <c>"a":1,</c>, become eight bytes), and 2.7 MB for what thousands of columns add themselves.
    /// </summary>
    public const int MostCarried = 7_000_000;

    /// <summary>Of events and of labels. What was recorded under a wider bound is still read.</summary>
    internal static readonly Key<int> MaxBytesKey = Shapes.Key.Optional(
        "max_bytes",
        Scalars.Int(1, MostCarried, read: MostBytes),
        "1000000",
        "Largest accepted record value; larger ones go to quarantine."
    );

    /// <summary>Of events and of labels.</summary>
    internal static readonly Key<EventFormat> FormatKey = Shapes.Key.Optional(
        "format",
        Scalars.OneOf<EventFormat>(),
        "json",
        "How a record's value is written: a JSON object, or a CloudEvent whose data is one."
    );

    public static readonly MapShape<SourceConfig> Shape = new SourceShape();

    internal static int MaxBytesOf(MapReader keys)
    {
        var bytes = keys.Value(MaxBytesKey);
        if (bytes > MostCarried && !keys.Log.Recorded)
        {
            keys.Log.Report(
                keys.PlaceOf(MaxBytesKey),
                $"{bytes} bytes are more than stages can hand on",
                $"Write a whole number from 1 to {MostCarried}; larger records go to quarantine."
            );
        }

        return bytes;
    }

    sealed class SourceShape : MapShape<SourceConfig>
    {
        static readonly Key<string> TopicKey = Shapes.Key.Required("topic", Scalars.Topic, "Kafka topic.");
        static readonly Key<string> KeyKey = Shapes.Key.Required(
            "key",
            Scalars.FieldName,
            "Field by which the topic is keyed; predictions carry it as their key."
        );
        static readonly Key<string> IdKey = Shapes.Key.Required("id", Scalars.FieldName, "Field that identifies an event.");
        static readonly Key<string> TimeKey = Shapes.Key.Required("time", Scalars.FieldName, "Timestamp field that is the event time.");
        static readonly Key<UnknownFields> UnknownKey = Shapes.Key.Optional(
            "unknown_fields",
            Scalars.OneOf<UnknownFields>(),
            "ignore",
            "What happens to fields not declared here."
        );
        static readonly Key<PartitionerKind> PartitionerKey = Shapes.Key.Optional(
            "partitioner",
            Scalars.OneOf<PartitionerKind>(),
            "auto",
            "How keys are spread over partitions; auto recognises it, any makes no assumption and shuffles."
        );
        static readonly Key<IReadOnlyList<Named<FieldModel>>> FieldsKey = Shapes.Key.Required(
            "fields",
            FieldConfig.Fields,
            "The fields of an event."
        );

        public override string Title => "source";

        public override IReadOnlyList<Key> Keys { get; } =
        [TopicKey, FormatKey, KeyKey, IdKey, TimeKey, UnknownKey, PartitionerKey, MaxBytesKey, FieldsKey];

        protected override SourceConfig Build(MapReader keys) =>
            new()
            {
                Topic = keys.Get(TopicKey),
                Format = keys.Value(FormatKey),
                Key = keys.Get(KeyKey),
                Id = keys.Get(IdKey),
                Time = keys.Get(TimeKey),
                UnknownFields = keys.Value(UnknownKey),
                Partitioner = keys.Value(PartitionerKey),
                MaxBytes = MaxBytesOf(keys),
                Fields = keys.Value(FieldsKey) ?? [],
            };
    }
}
