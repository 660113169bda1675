using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Streaming.Application.Operations;
using Streaming.Application.ReadAccess;
using Streaming.Application.RegisterModel;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Rpc.V1;
using Streaming.Gateway.Tests.Setup;
using static Streaming.Gateway.Tests.Setup.Uploads;
using RpcRegister = Streaming.Gateway.Rpc.V1.RegisterModelRequest;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Models that are sent: the same answers and refusals as from the command line, whatever comes.</summary>
public sealed class RegisterModelTests(Services services) : IAsyncLifetime
{
    const int Most = 100_000;

    /// <summary>So many bytes of a model that never comes to its end.</summary>
    const int Cut = 54_321;

    static readonly byte[] Model = ShopModels.Above(100).Bytes.ToArray();

    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        _gateway = await RunningGateway.StartAsync(
            services,
            _database,
            [_shop.File],
            jobs: 0,
            new GatewayLimits { ModelBytes = Most, Grace = TimeSpan.FromSeconds(2) }
        );
        _gateway.Client.DefaultRequestHeaders.Add("X-Requested-With", "test");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    string Path => $"/v1/topologies/{_shop.Name}/models/{_shop.Name}/versions";

    [Fact]
    public async Task Every_door_answers_the_same()
    {
        const string Rows = "amount,orders_1d\n50,1\n150,2\n";
        using var form = Form(("model", Model), ("rows", Encoding.UTF8.GetBytes(Rows)), ("request", "{\"output\":\"score\"}"u8.ToArray()));
        var posted = await RunningGateway.JsonAsync(await _gateway.Client.PostAsync(Path, form), 200);
        posted
            .GetProperty("proof")
            .GetProperty("sample")
            .EnumerateArray()
            .Select(r => Math.Round(r.GetProperty("score").GetDouble(), 6))
            .ShouldBe([0.1, 0.9]);
        (posted.GetProperty("version").GetInt32(), posted.GetProperty("is_new").GetBoolean()).ShouldBe((1, true));

        var local = await _gateway.RunAsync(
            new RegisterModelOperation(),
            new()
            {
                Name = _shop.Name,
                File = await FileAsync("model.onnx", Model),
                Topology = _shop.File,
                Data = await FileAsync("rows.csv", Encoding.UTF8.GetBytes(Rows)),
                Output = "score",
            }
        );
        Without(posted.GetRawText()).ShouldBe(Without(JsonSerializer.Serialize(local, ResultJson.OneLine)));

        using var call = _gateway.Rpc.Upload<RpcRegister, RegisterModelResponse>(RpcCalls.Streaming, "RegisterModel");
        var said = new
        {
            topology = _shop.Name,
            name = _shop.Name,
            output = "score",
        };
        await call.RequestStream.WriteAsync(new() { Request = JsonSerializer.Serialize(said) });
        foreach (var piece in Model.Chunk(100))
            await call.RequestStream.WriteAsync(new() { Model = ByteString.CopyFrom(piece) });
        await call.RequestStream.WriteAsync(new() { Rows = ByteString.CopyFromUtf8(Rows) });
        await call.RequestStream.CompleteAsync();
        Without((await call).Result).ShouldBe(Without(posted.GetRawText()));

        var calls = await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Operation: "model.register"));
        calls.Count(c => c.About == $"{_shop.Name} sha256:{local.Hash}").ShouldBe(2);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task What_the_command_line_refuses_is_refused_in_the_same_words()
    {
        foreach (var bytes in new[] { "no model"u8.ToArray(), Model[..^20], ShopModels.OfOtherFeatures().Bytes.ToArray() })
        {
            var file = await FileAsync("model.onnx", bytes);
            var local = await Should.ThrowAsync<Topology.StreamingException>(() =>
                _gateway.RunAsync(
                    new RegisterModelOperation(),
                    new()
                    {
                        Name = _shop.Name,
                        File = file,
                        Topology = _shop.File,
                    }
                )
            );
            using var form = Form(("model", bytes));
            using var answer = await _gateway.Client.PostAsync(Path, form);
            ((int)answer.StatusCode).ShouldBeInRange(400, 422);
            var detail = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString()!;
            detail.ShouldBe(local.Message.Replace(file, "model.onnx"));
        }

        using var rows = Form(("model", Model), ("rows", "amount\nnothing\n"u8.ToArray()));
        var told = await (await _gateway.Client.PostAsync(Path, rows)).Content.ReadAsStringAsync();
        told.ShouldContain("rows.csv");
        told.ShouldNotContain(UploadFolder.Prefix);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData(415, "application/octet-stream", "x")]
    [InlineData(400, "multipart/form-data", "x")]
    [InlineData(400, "multipart/form-data; boundary=b", "x")]
    [InlineData(400, "multipart/form-data; boundary=b", "")]
    [InlineData(400, "multipart/form-data; boundary=b", "--b--\r\n")]
    [InlineData(400, "multipart/form-data; boundary=b", "--b\r\n\r\nno name\r\n--b--\r\n")]
    [InlineData(400, "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=model\r\n\r\nnever ends")]
    [InlineData(400, "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=model\r\n\r\n\r\n--b--\r\n")]
    [InlineData(400, "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"../x\"\r\n\r\nx\r\n--b--\r\n")]
    [InlineData(400, "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: attachment; name=model\r\n\r\nx\r\n--b--\r\n")]
    [InlineData(
        400,
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=request\r\n\r\n{\"file\":\"/etc/passwd\"}\r\n--b--\r\n"
    )]
    [InlineData(400, "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=request\r\n\r\n{\r\n--b--\r\n")]
    public async Task A_body_that_is_no_such_form_is_refused(int status, string type, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
        {
            Headers = { ContentType = MediaTypeHeaderValue.Parse(type) },
        };
        await RunningGateway.JsonAsync(await _gateway.Client.PostAsync(Path, content), status);
        await NothingIsLeftAsync();
    }

    /// <summary>A name alone would be looked for as a file.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"name":"shop"}""")]
    [InlineData("""{"topology":"/etc","name":"shop"}""")]
    public async Task Over_gRPC_a_topology_is_named_that_the_server_offers(string request)
    {
        using var call = _gateway.Rpc.Upload<RpcRegister, RegisterModelResponse>(RpcCalls.Streaming, "RegisterModel");
        await call.RequestStream.WriteAsync(new() { Request = request, Model = ByteString.CopyFrom(Model) });
        await call.RequestStream.CompleteAsync();
        var fault = await Should.ThrowAsync<RpcException>(async () => await call);
        fault.StatusCode.ShouldBe(request.Contains("/etc") ? StatusCode.NotFound : StatusCode.InvalidArgument, fault.Status.Detail);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_part_that_comes_twice_is_refused()
    {
        using var form = Form(("model", Model), ("model", Model));
        await RunningGateway.JsonAsync(await _gateway.Client.PostAsync(Path, form), 400);
        await NothingIsLeftAsync();
    }

    /// <summary>Whether it says how long it is, or is found to be too long as it comes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_too_long_is_cut_off(bool told)
    {
        using var form = Form(("model", new byte[2 * Most]));
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = form };
        request.Headers.TransferEncodingChunked = told ? null : true;
        request.Headers.ExpectContinue = told;
        await RunningGateway.JsonAsync(await _gateway.Client.SendAsync(request), 413);

        using var call = _gateway.Rpc.Upload<RpcRegister, RegisterModelResponse>(RpcCalls.Streaming, "RegisterModel");
        var said = JsonSerializer.Serialize(new { topology = _shop.Name, name = _shop.Name });
        await call.RequestStream.WriteAsync(new() { Request = said, Model = ByteString.CopyFrom(new byte[Most + 1]) });
        (await Should.ThrowAsync<RpcException>(async () => await call)).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Of_an_upload_that_is_given_up_nothing_is_left()
    {
        using var caller = new TcpClient();
        await caller.ConnectAsync(_gateway.Address.Host, _gateway.Address.Port);
        var part = "--b\r\nContent-Disposition: form-data; name=model\r\n\r\n" + new string('m', Cut);
        var request =
            $"POST {Path} HTTP/1.1\r\nHost: localhost\r\nX-Requested-With: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            + $"Content-Length: {2 * Cut}\r\n\r\n{part}";
        await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        // The last bytes may yet be those of a boundary.
        await Eventually.TrueAsync(() => Task.FromResult(Sent().Any(f => f.Length is > Cut - 100 and <= Cut)), "nothing comes in");
        caller.Close();
        await NothingIsLeftAsync();
    }

    /// <summary>ASVS 8.4.1: roles that hold in one topology do not reach into the models of another.</summary>
    [Fact]
    public async Task ASVS_8_4_1_a_model_that_is_not_the_topologys_own_takes_roles_everywhere()
    {
        await using var closed = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0, identity: true);
        using var scoped = closed.ClientOf((await closed.KeyAsync([Role.Modeller], _shop.Name)).Key);
        using var free = closed.ClientOf((await closed.KeyAsync([Role.Modeller])).Key);
        using var viewer = closed.ClientOf((await closed.KeyAsync([Role.Viewer])).Key);
        async Task<HttpStatusCode> SendAsync(HttpClient client, string name)
        {
            using var form = Form(("model", Model));
            form.Headers.Add("X-Requested-With", "test");
            using var answer = await client.PostAsync($"/v1/topologies/{_shop.Name}/models/{name}/versions", form);
            return answer.StatusCode;
        }

        (await SendAsync(scoped, _shop.Name)).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(scoped, "other")).ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(free, "other")).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(viewer, _shop.Name)).ShouldBe(HttpStatusCode.Forbidden);
        await NothingIsLeftAsync();
    }

    async Task<string> FileAsync(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(_shop.Folder, name);
        await File.WriteAllBytesAsync(path, bytes);
        return path;
    }

    /// <summary>Without what is another thing the second time.</summary>
    static string Without(string json)
    {
        var result = JsonNode.Parse(json)!.AsObject();
        result.Remove("is_new");
        return result.ToJsonString();
    }

    static IEnumerable<FileInfo> Sent() =>
        new DirectoryInfo(System.IO.Path.GetTempPath())
            .EnumerateDirectories($"{UploadFolder.Prefix}*")
            .Select(folder => new FileInfo(System.IO.Path.Combine(folder.FullName, "model.onnx")))
            .Where(file => file.Exists);
}
