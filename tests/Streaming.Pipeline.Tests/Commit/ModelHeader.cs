using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;

namespace Streaming.Pipeline.Tests.Commit;

static class ModelHeader
{
    /// <summary>Of a batch that has no rows.</summary>
    public static BatchHeader Of(string topic, long nextOffset) =>
        new()
        {
            Positions = [new InputPosition(topic, 0, nextOffset, 0, Timestamp.Beginning, Timestamp.Beginning)],
            Watermark = Timestamp.Beginning,
            TopologyVersion = 1,
            TopologyHash = new string('0', 64),
            IdColumn = "id",
        };
}
