using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Streaming.Application.ListModels;
using Streaming.Application.Operations;
using Streaming.Application.RegisterModel;
using Streaming.Application.Services;
using Streaming.Application.Tests.Setup;
using Streaming.Cli.Tests.Setup;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Tests.Foreign;
using Streaming.Topology;
using Streaming.Topology.Model;
using static Streaming.Inference.Tests.Foreign.GraphBuilder;
using Kind = Streaming.Onnx.TensorProto.Types.DataType;

namespace Streaming.Application.Tests.Models;

/// <summary>Model files that others wrote: added with a proof, or refused with nothing left behind.</summary>
public sealed class RegisterModelTests(DatabaseFixture database)
{
    const string Topology = """
        topology: shop
        version: 1
        source:
          topic: shop-orders
          key: customer
          id: order
          time: placed
          fields: { order: string, placed: timestamp, customer: string, amount: double, items: double, usual: double }
        features:
          amount: amount
          count: items
          mean: usual
        score:
          model: shop
          decide: { high: score >= 0.5, low: otherwise }
        """;

    static readonly Caller Modeller = new(new Principal("ada", new HashSet<Role> { Role.Modeller, Role.Viewer }), "better than the rule");

    [Fact]
    public async Task A_file_is_added_with_what_was_understood_and_what_it_scores()
    {
        using var folder = new TemporaryFolder();
        var postgres = await database.NewAsync();
        await using var host = DatabaseFixture.Host(postgres);
        var rows = folder.Write("rows.csv", "mean,amount,count\n30,150,5\n10,50,2\n");
        var request = Request(folder, ForeignModels.LightGbm()) with { Data = rows };

        var added = await RunAsync(host, request);

        (added.Model, added.Version, added.IsNew, added.IsExplained).ShouldBe(("shop", 1, true, true));
        added.Facts.Producer.ShouldBe("OnnxMLTools 1.0");
        added.Facts.OperatorSets.ShouldBe(["ai.onnx 9", "ai.onnx.ml 1"]);
        added.Signature.Output.Name.ShouldBe("probabilities");
        (added.Proof.Source, added.Proof.Rows).ShouldBe(("file", 2));
        added.Proof.Sample.Select(r => (double)r.Score).ShouldBe([ForeignModels.Sigmoid(1.5), ForeignModels.Sigmoid(-2)], 1e-6);
        added.Notes.ShouldHaveSingleItem().ShouldContain("features were taken in the topology's order");

        var again = await RunAsync(host, request);
        (again.Version, again.IsNew).ShouldBe((1, false));
        // The same bytes, read otherwise, are another version.
        var other = await RunAsync(
            host,
            request with
            {
                Map = new Dictionary<string, IReadOnlyList<string>> { ["input"] = ["mean", "count", "amount"] },
            }
        );
        (other.Version, other.IsNew, other.Hash).ShouldBe((2, true, added.Hash));

        var listed = await host.GetRequiredService<OperationRunner>()
            .RunAsync(new ListModelsOperation(), new ListModelsRequest(), Modeller);
        listed.Select(m => m.Description.Signature!.Features[0]).ShouldBe(["amount", "mean"]);
        listed[0].Description.Parameters["producer"].ShouldBe("OnnxMLTools 1.0");
        (listed[0].State.By.By, listed[0].State.By.Reason).ShouldBe(("ada", "better than the rule"));
    }

    [Fact]
    public async Task A_logit_is_told_by_its_scores_and_mended_by_the_topology()
    {
        using var folder = new TemporaryFolder();
        await using var host = DatabaseFixture.Host(await database.NewAsync());
        var request = Request(folder, ForeignModels.Torch()) with { Data = folder.Write("rows.csv", "amount,count,mean\n500,1,1\n") };
        (await RunAsync(host, request)).Notes.ShouldContain(n => n.Contains("transform: sigmoid"));
        var mended = folder.Write("mended.yaml", Topology.Replace("  model: shop", "  model: shop\n  transform: sigmoid"));
        var added = await RunAsync(host, request with { Topology = mended });
        (added.Version, added.IsNew, added.Signature.Transform).ShouldBe((2, true, ScoreTransform.Sigmoid));
        added.Notes.ShouldNotContain(n => n.Contains("transform"));
        ((double)added.Proof.Lowest!).ShouldBe(ForeignModels.Sigmoid(ForeignModels.Logit([500, 1, 1])), 1e-6);
    }

    [Fact]
    public async Task Nothing_of_a_refused_file_is_left_behind()
    {
        using var folder = new TemporaryFolder();
        var postgres = await database.NewAsync();
        await using var host = DatabaseFixture.Host(postgres);
        var rows = folder.Write("rows.csv", "amount,count,mean\n1,2,3\n1,,3\n");

        (await RefusedAsync(host, Request(folder, ForeignModels.Torch()) with { Data = rows })).ShouldBe(
            "The model fails on row 2 of the file: it gives NaN, which is no score. In it count is missing. Train the model on rows "
                + "with missing "
                + "values, put an imputer into it, or give the topology features that are never missing (`empty`)."
        );
        (await RefusedAsync(host, Request(folder, OfTheBatch()) with { Data = rows })).ShouldContain(
            "its score hangs on the rows beside it"
        );
        (await RefusedAsync(host, Request(folder, ForeignModels.Torch()[..100]))).ShouldContain("a part of it is missing");
        (await RefusedAsync(host, Request(folder, Circle()))).ShouldContain("damaged");
        (await RefusedAsync(host, Request(folder, ForeignModels.Torch()) with { Name = "no name" })).ShouldContain("is no model name");
        (await RefusedAsync(host, Request(folder, []) with { File = folder.Path })).ShouldContain("cannot be read");
        (await RefusedAsync(host, Request(folder, []) with { File = "/dev/zero" })).ShouldContain("more than 134,217,728 bytes");

        // What is well is added then: the same database, not a second one.
        await RunAsync(host, Request(folder, ForeignModels.XgBoost()));
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var count = source.CreateCommand("select count(*) from streaming.mt_streams where id like 'model%'");
        (await count.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(2L);
    }

    /// <summary>Trees run in ONNX Runtime's own code: a damaged one must not get there.</summary>
    [Fact]
    public void Damaged_trees_are_served_or_refused()
    {
        byte[][] files = [ForeignModels.XgBoost(), ForeignModels.Regression(), ForeignModels.NewTrees(), ForeignModels.CatBoost()];
        var topology = TopologyLoader.Parse(Topology);
        var (served, refused) = (0, 0);
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Int[0, 1 << 20], Gen.Byte, Gen.Int[0, 2])
            .Sample(
                damage =>
                {
                    var (file, place, value, kind) = damage;
                    byte[] bytes = [.. files[file]];
                    var at = place % bytes.Length;
                    bytes = kind switch
                    {
                        0 => [.. bytes[..at], value, .. bytes[(at + 1)..]],
                        1 => [.. bytes[..at], .. bytes[(at + 1)..]],
                        _ => [.. bytes[..at], value, .. bytes[at..]],
                    };
                    try
                    {
                        var content = ModelFiles.Understand(ModelContent.FromBytes(bytes), topology);
                        using var model = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
                        model.Score([-5, 0, 0, 101, 4, 2, 99, 1e9f, -1e9f], 3, new float[3]);
                        served++;
                    }
                    catch (StreamingException e)
                    {
                        e.Message.Length.ShouldBeGreaterThan(20);
                        refused++;
                    }
                },
                iter: 3000,
                threads: 1
            );
        // About one file in thirty is still a model: few enough to say so only where nearly none or nearly all were served.
        served.ShouldBeGreaterThan(30);
        refused.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("nodes_falsenodeids", 2, 0, "nodes that no root leads to|has no root")]
    [InlineData("nodes_truenodeids", 0, 77, "has no node 77")]
    [InlineData("nodes_featureids", 0, 3, "looks at feature 3, and a row has 3, from 0 on")]
    [InlineData("target_ids", 1, 5, "for output 5, and there are 1")]
    [InlineData("target_nodeids", 0, 0, "no leaf")]
    public void Trees_that_lead_nowhere_are_refused(string attribute, int at, long value, string why)
    {
        var model = Streaming.Onnx.ModelProto.Parser.ParseFrom(ForeignModels.Regression());
        model.Graph.Node[0].Attribute.First(a => a.Name == attribute).Ints[at] = value;
        var onnx = Google.Protobuf.MessageExtensions.ToByteArray(model);
        Should
            .Throw<StreamingException>(() => ModelFiles.Understand(ModelContent.FromBytes(onnx), TopologyLoader.Parse(Topology)))
            .Message.ShouldMatch(why);
    }

    /// <summary>A tree whose last node leads back to its first.</summary>
    static byte[] Circle()
    {
        var model = Streaming.Onnx.ModelProto.Parser.ParseFrom(ForeignModels.XgBoost());
        model.Graph.Node[0].Attribute.First(a => a.Name == "nodes_falsenodeids").Ints[2] = 0;
        return Google.Protobuf.MessageExtensions.ToByteArray(model);
    }

    /// <summary>Each amount against the mean of all that are scored with it.</summary>
    static byte[] OfTheBatch() =>
        new GraphBuilder("pytorch", 13, 0)
            .Input("x", Kind.Float, -1, 3)
            .Node("ReduceMean", ["x"], ["mean"], Ints("axes", 0))
            .Node("Sub", ["x", "mean"], ["centred"])
            .Node("ReduceSum", ["centred", "axes"], ["sum"], Int("keepdims", 1))
            .Node("IsNaN", ["sum"], ["missing"])
            .Node("Where", ["missing", "zero", "sum"], ["score"])
            .Weights("axes", [1L], 1)
            .Weights("zero", [7f], 1)
            .Output("score", Kind.Float, -1, 1)
            .ToBytes();

    static RegisterModelRequest Request(TemporaryFolder folder, byte[] onnx) =>
        new()
        {
            Name = "shop",
            File = folder.Write("model.onnx", onnx),
            Topology = folder.Write("topology.yaml", Topology),
        };

    static Task<RegisteredFile> RunAsync(ServiceProvider host, RegisterModelRequest request) =>
        host.GetRequiredService<OperationRunner>().RunAsync(new RegisterModelOperation(), request, Modeller);

    static async Task<string> RefusedAsync(ServiceProvider host, RegisterModelRequest request) =>
        (await Should.ThrowAsync<StreamingException>(() => RunAsync(host, request))).Message;
}
