using System.Text;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Application.ExportLineage;
using Streaming.Application.ListRecords;
using Streaming.Application.RetryQuarantine;
using Streaming.Application.TrainModel;
using Streaming.Events.Time;
using Streaming.Gateway.Calls;
using Streaming.Gateway.Routes;
using Streaming.Topology;

namespace Streaming.Gateway.Tests.Calls;

public sealed class RequestBinderTests
{
    static readonly OfferedTopologies Offered = new([new("shop", "/srv/shop/topology.yaml", 1, "orders", "predictions", null)]);

    static readonly string[] Known = ["from", "to", "test_share", "trees", "leaves", "learning_rate", "seed", "use", "topology", "$type"];

    [Fact]
    public async Task A_query_becomes_a_typed_request_and_a_name_what_it_stands_for()
    {
        var request = await QueryAsync<ListRecordsRequest>("lineage.list", "?key=a%20b&limit=7");
        request.ShouldBe(new ListRecordsRequest("/srv/shop/topology.yaml", "a b", null, 7));
        var retry = await BodyAsync<RetryQuarantineRequest>("quarantine.retry", """{"addresses":["0:1","1:2"]}""");
        retry.Addresses.ShouldBe(["0:1", "1:2"]);
    }

    [Fact]
    public async Task Times_are_written_as_people_do_or_as_numbers()
    {
        var asked = await QueryAsync<ExportLineageRequest>("lineage.export", "?format=csv&from=2018-06-11T12:00:00Z&to=1528729200000001");
        (asked.From, asked.To).ShouldBe((new Timestamp(1_528_718_400_000_000), new Timestamp(1_528_729_200_000_001)));
        var train = await BodyAsync<TrainModelRequest>("model.train", """{"from":"1970-01-01","to":5}""");
        (train.From, train.To).ShouldBe((Timestamp.Epoch, new Timestamp(5)));
        (
            await Should.ThrowAsync<StreamingException>(() => BodyAsync<TrainModelRequest>("model.train", """{"from":"monday"}"""))
        ).Message.ShouldStartWith("from is a time such as 2018-06-11");
    }

    [Theory]
    [InlineData("?limit=0", "limit must be from 1 to 10000.")]
    [InlineData("?limit=2147483648", "limit must be from 1 to 10000.")]
    [InlineData("?limit=1e3", "limit is a whole number, and '1e3' is none.")]
    [InlineData("?limit=", "limit is a whole number, and '' is none.")]
    [InlineData("?limit=1&limit=2", "limit is given more than once.")]
    [InlineData("?raw=true", "'raw' is unknown here. Known: key, decision, limit, before.")]
    [InlineData("?topology=other", "'topology' is unknown here. Known: key, decision, limit, before.")]
    public async Task A_query_that_is_wrong_is_refused(string query, string message) =>
        (
            await Should.ThrowAsync<StreamingException>(() => QueryAsync<ListRecordsRequest>("lineage.list", query))
        ).ShouldSatisfyAllConditions(e => e.Message.ShouldBe(message), e => e.Kind.ShouldBe(FailureKind.Invalid));

    [Theory]
    [InlineData("[]", "The body must be a JSON object.")]
    [InlineData("null", "The body must be a JSON object.")]
    [InlineData("{", "The body is no JSON: line 1, byte 2.")]
    [InlineData("{}x", "The body is no JSON: line 1, byte 3.")]
    [InlineData("""{"trees":1,"trees":2}""", "The body is no JSON: a member stands in it twice.")]
    [InlineData("""{"tree":1}""", "'tree' is unknown here.")]
    [InlineData("""{"topology":"shop"}""", "topology stands in the path already.")]
    [InlineData("""{"trees":"1"}""", "trees must be from 1 to 10000.")]
    [InlineData("""{"test_share":"NaN"}""", "test_share must be from 0.01 to 0.99.")]
    [InlineData("""{"use":1}""", "use has a value that it cannot have")]
    [InlineData("""{"trees":1.5}""", "trees has a value that it cannot have")]
    [InlineData("""{"seed":null}""", "seed has a value that it cannot have")]
    [InlineData("""{"trees":0}""", "trees must be from 1 to 10000.")]
    [InlineData("""{"test_share":1e400}""", "test_share")]
    [InlineData("""{"Trees":5}""", "'Trees' is unknown here.")]
    public async Task A_body_that_is_wrong_is_refused(string body, string message) =>
        (await Should.ThrowAsync<StreamingException>(() => BodyAsync<TrainModelRequest>("model.train", body))).ShouldSatisfyAllConditions(
            e => e.Message.ShouldStartWith(message),
            e => e.Kind.ShouldBe(FailureKind.Invalid)
        );

    [Fact]
    public async Task Another_media_type_is_refused() =>
        (
            await Should.ThrowAsync<BadHttpRequestException>(() => BodyAsync<TrainModelRequest>("model.train", "{}", "text/plain"))
        ).StatusCode.ShouldBe(415);

    /// <summary>Bodies near to good ones, and far from them: each is a request or a fault of the caller's, and never one of the
    /// server's.</summary>
    [Fact]
    public async Task Whatever_is_sent_is_a_request_or_the_callers_fault()
    {
        var values = Gen.OneOf(
            Gen.Const("1"),
            Gen.Const("-1"),
            Gen.Const("1e999"),
            Gen.Const("null"),
            Gen.Const("true"),
            Gen.Const("\"\""),
            Gen.Const("\"NaN\""),
            Gen.Const("[[[[[[[[[[[[[[[[[[[["),
            Gen.Const("{\"a\":1}"),
            Gen.String.Select(s => System.Text.Json.JsonSerializer.Serialize(s)),
            Gen.Long.Select(n => $"{n}")
        );
        var members = Gen.OneOf(Gen.OneOf([.. Known.Select(name => Gen.Const(name))]), Gen.String);
        var body = Gen.OneOf(
            Gen.Select(members, values, (m, v) => $"{System.Text.Json.JsonSerializer.Serialize(m)}:{v}")
                .Array[0, 4]
                .Select(all => $"{{{string.Join(',', all)}}}"),
            Gen.String,
            Gen.Byte.Array[0, 50].Select(Encoding.Latin1.GetString)
        );
        await body.SampleAsync(async text =>
        {
            try
            {
                await BodyAsync<TrainModelRequest>("model.train", text);
            }
            catch (StreamingException e)
            {
                e.Kind.ShouldBe(FailureKind.Invalid, text);
            }
        });
    }

    static Task<TRequest> QueryAsync<TRequest>(string operation, string query)
    {
        var http = Http("GET");
        http.Request.QueryString = new QueryString(query);
        return BindAsync<TRequest>(operation, http);
    }

    static Task<TRequest> BodyAsync<TRequest>(string operation, string body, string type = "application/json")
    {
        var http = Http("POST");
        http.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
        http.Request.ContentType = type;
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        http.Request.ContentLength = http.Request.Body.Length;
        return BindAsync<TRequest>(operation, http);
    }

    static Task<TRequest> BindAsync<TRequest>(string operation, HttpContext http) =>
        new RequestBinder<TRequest>(RouteTable.All.Single(r => r.Operation == operation), Offered).BindAsync(http, CancellationToken.None);

    static DefaultHttpContext Http(string method)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Request.RouteValues["topology"] = "shop";
        return http;
    }

    sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }
}
