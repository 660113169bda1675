using System.Text;
using System.Text.Json.Nodes;
using Streaming.Events.Json;
using Streaming.Topology.Model;

namespace Streaming.Events.Tests.Json;

public sealed class RowJsonTests
{
    /// <summary>Fails where a row cannot be sent again as it was: a value that is rounded or lost, a text that is escaped twice, a field
    /// that nobody declared.</summary>
    [Theory]
    [InlineData(
        """{"id":"a1","when":"2018-06-11T00:00:24.123456Z","amount":0.1,"count":9223372036854775807,"flag":true,"note":"\"ä\u0000\\"}"""
    )]
    [InlineData("""{"id":"","when":"0001-01-01T00:00:00Z","amount":-1.7976931348623157E+308}""")]
    [InlineData("""{"id":"7","when":"2018-06-11T00:00:24Z","amount":5E-324,"flag":false,"x":[1,2,{"y":null}],"z":"more"}""")]
    public void What_reads_it_gets_the_same_row(string json)
    {
        var rows = Read(json);
        var written = RowJson.Write(rows, 0, Decoding.Fields);
        JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(json)).ShouldBeTrue(Encoding.UTF8.GetString(written));
        RowJson.Write(Read(Encoding.UTF8.GetString(written)), 0, Decoding.Fields).ShouldBe(written);
    }

    static Apache.Arrow.RecordBatch Read(string json)
    {
        var decoding = new Decoding(Decoding.Fields, UnknownFields.Keep);
        decoding.Add(json).ShouldBeNull();
        return decoding.Build();
    }
}
