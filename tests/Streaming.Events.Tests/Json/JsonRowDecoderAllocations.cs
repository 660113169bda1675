using System.Text;
using Streaming.Events.Json;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;

namespace Streaming.Events.Tests.Json;

public sealed class JsonRowDecoderAllocations
{
    [Fact]
    public void Decoding_rows_into_grown_columns_allocates_nothing()
    {
        var schema = RowSchema.Create(Decoding.Fields);
        var rows = new RowBuilder(schema.Arrow);
        var decoder = new JsonRowDecoder(schema, rows);
        var record = Encoding.UTF8.GetBytes(
            """{"id":"ä\u00e4","when":"2018-06-11T00:00:24","amount":57.16,"count":3,"flag":true,"note":null,"more":[1]}"""
        );
        Decode(decoder, rows, record);
        Decode(decoder, rows, record);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Decode(decoder, rows, record);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    static void Decode(JsonRowDecoder decoder, RowBuilder rows, byte[] record)
    {
        for (var i = 0; i < 1_000; i++)
        {
            if (!decoder.TryDecode(record, out _))
                throw new InvalidOperationException("the record is good");
            rows.RollbackRow();
        }
    }
}
