using Streaming.Topology.Config;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;

namespace Streaming.Topology.Binding;

static class SourceBinder
{
    public static SourceModel Bind(SourceConfig config, FaultLog log)
    {
        var fields = config.Fields.Select(f => f.Value.Value).ToList();
        FieldReference.Find(config.Key, fields, FieldReference.KeyTypes, "the key", log);
        FieldReference.Find(config.Id, fields, FieldReference.KeyTypes, "the id", log);
        FieldReference.Find(config.Time, fields, [FieldType.Timestamp], "the event time", log);
        return new SourceModel
        {
            Topic = config.Topic?.Value ?? "",
            Format = config.Format,
            Key = config.Key?.Value ?? "",
            Id = config.Id?.Value ?? "",
            Time = config.Time?.Value ?? "",
            UnknownFields = config.UnknownFields,
            Partitioner = config.Partitioner,
            MaxBytes = config.MaxBytes,
            Fields = fields,
        };
    }
}
