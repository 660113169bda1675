using System.Globalization;
using System.Text.Json;
using Streaming.Cli.Tests.Setup;
using Streaming.Inference.Tests.Foreign;

namespace Streaming.Cli.Tests.Commands;

/// <summary>Files of the usual converters are explained by their scores alone, without any service.</summary>
public sealed class ExplainAnyModelTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public ExplainAnyModelTests()
    {
        _folder.Write("network.onnx", ForeignModels.Torch());
        // Columns of other things, and another order in the background.
        _folder.Write("rows.csv", "amount,count,mean\n150,2,8\n20,5,1\n");
        _folder.Write("background.csv", "mean,amount,count\n4,100,0\n2,50,2\n");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A network that gives amount/50 - count/2 + mean/4 - 1: the background is 1.25, the mean of 1 + 2 - 1 and 1 - 1 + 0.5 - 1.
    /// </summary>
    [Fact]
    public async Task A_network_is_shared_out_among_its_features()
    {
        var outcome = await RunAsync("network.onnx", "--method", "kernel", "--background", "background.csv", "--out", "values.csv");
        outcome.Error.ShouldBeEmpty();
        outcome.Code.ShouldBe(0);
        outcome.Out.ShouldContain(
            "2 rows of 3 features explained; base 0.75, in units of the score. Compared with 2 rows; all values are exact."
        );
        var lines = File.ReadAllLines(In("values.csv"));
        lines[0].ShouldBe("amount,count,mean,base,score");
        Cells(lines[1]).ShouldBe([1.5, -0.5, 1.25, 0.75, 3], 1e-6);
        Cells(lines[2]).ShouldBe([-1.1, -2, -0.5, 0.75, -2.85], 1e-6);
    }

    /// <summary>Fails where a shape that `models register` takes is not taken here.</summary>
    [Theory]
    [InlineData("SklearnZipMap")]
    [InlineData("Doubles")]
    [InlineData("XgBoost")]
    [InlineData("Columns")]
    [InlineData("StringLabels", "--output", "output_probability[bad]")]
    [InlineData("Torch2", "--output", "9[1]")]
    public async Task Models_of_every_converter(string model, params string[] words)
    {
        _folder.Write(
            "model.onnx",
            model switch
            {
                "SklearnZipMap" => ForeignModels.SklearnZipMap(),
                "Doubles" => ForeignModels.Doubles(),
                "XgBoost" => ForeignModels.XgBoost(),
                "Columns" => ForeignModels.Columns(),
                "StringLabels" => ForeignModels.StringLabels("good", "bad"),
                _ => ForeignModels.Torch(classes: 2),
            }
        );
        var outcome = await RunAsync(
            "model.onnx",
            ["--method", "kernel", "--background", "background.csv", "--out", "values.csv", "--json", .. words]
        );
        outcome.Code.ShouldBe(0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Out);
        json.RootElement.GetProperty("sampled").GetProperty("exact_rows").GetInt32().ShouldBe(2);
        foreach (var line in File.ReadLines(In("values.csv")).Skip(1))
        {
            var cells = Cells(line);
            cells[..^1].Sum().ShouldBe(cells[^1], 1e-6);
        }

        // Trees say the same of the second row as of the background.
        Cells(File.ReadLines(In("values.csv")).ElementAt(1))[..^2].ShouldContain(value => Math.Abs(value) > 1e-4);
    }

    /// <summary>Fails where columns of errors come and go with the rows, or where a seed is not told.</summary>
    [Fact]
    public async Task Many_features_have_errors_behind_the_score()
    {
        string[] names = [.. Enumerable.Range(1, 20).Select(i => $"f{i}")];
        var builder = new GraphBuilder("pytorch", 17, 0)
            .Input("x", Onnx.TensorProto.Types.DataType.Float, -1, 20)
            .Node("MatMul", ["x", "w"], ["h"])
            .Node("Tanh", ["h"], ["t"])
            .Node("MatMul", ["t", "v"], ["y"])
            .Weights("w", [.. Enumerable.Range(0, 80).Select(i => (float)Math.Sin(i * i))], 20, 4)
            .Weights("v", [1f, -1, 2, 1], 4, 1)
            .Output("y", Onnx.TensorProto.Types.DataType.Float, -1, 1);
        _folder.Write("wide.onnx", builder.ToBytes());
        string Row(double by) => string.Join(',', names.Select((_, i) => Math.Cos((i + 1) * by).ToString(CultureInfo.InvariantCulture)));
        _folder.Write("wide.csv", $"{string.Join(',', names)}\n{Row(1)}\n{Row(2)}\n");
        _folder.Write("few.csv", $"{string.Join(',', names)}\n{Row(3)}\n{Row(5)}\n");
        string[] words = ["--method", "kernel", "--background", "few.csv", "--out", "values.csv", "--samples", "300", "--seed", "5"];

        var outcome = await RunAsync("wide.onnx", [.. words, "--data", "wide.csv"], withData: false);

        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain("the values of 2 rows are sampled (seed 5), each with its standard error,");
        var lines = File.ReadAllLines(In("values.csv"));
        lines[0].ShouldBe($"{string.Join(',', names)},base,score,{string.Join(',', names.Select(n => $"{n}_error"))}");
        foreach (var line in lines.Skip(1))
        {
            var cells = Cells(line);
            cells[..21].Sum().ShouldBe(cells[21], 1e-6);
            cells[22..].ShouldAllBe(error => error > 0 && error < 0.5);
        }
    }

    /// <summary>A line that holds is shown; one that does not is kept back with a sentence, in the file and on the terminal.</summary>
    [Fact]
    public async Task A_line_stands_for_a_model_where_it_holds()
    {
        _folder.Write(
            "many.csv",
            "amount,count,mean\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 3},{i % 13},{i % 7}.5\n"))
        );
        var outcome = await RunAsync("network.onnx", "--method", "lime", "--background", "many.csv", "--out", "lines.csv");
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain("2 rows of 3 features, a line around each, in units of the score.");
        outcome.Out.ShouldContain("fidelity");
        var lines = File.ReadAllLines(In("lines.csv"));
        lines[0].ShouldBe("amount,count,mean,line,score,fidelity,vsi,csi,refused");
        var cells = Cells(lines[1][..^1]);
        cells[0].ShouldBe(52 / 50.0, 0.02);
        cells[1].ShouldBe(-3.69 / 2, 0.03);
        (cells[4], cells[5]).ShouldSatisfyAllConditions(c => c.Item1.ShouldBe(3, 1e-4), c => c.Item2.ShouldBe(1, 1e-4));

        _folder.Write("trees.onnx", ForeignModels.Regression());
        var other = await RunAsync(
            "trees.onnx",
            "--method",
            "lime",
            "--background",
            "many.csv",
            "--min-fidelity",
            "0.999",
            "--out",
            "lines.csv",
            "--json"
        );
        other.Code.ShouldBe(0, other.Error);
        using var json = JsonDocument.Parse(other.Out);
        var line = json.RootElement.GetProperty("lines")[0];
        line.GetProperty("weightiest").GetArrayLength().ShouldBe(0);
        line.GetProperty("refused").GetString().ShouldNotBeNull().ShouldContain("and 0.999 is asked for");
        File.ReadAllLines(In("lines.csv"))[1].ShouldStartWith(",,,,");
        File.ReadAllLines(In("lines.csv"))[1].ShouldContain("No line tells what the score does around this row");
    }

    /// <summary>The network is a sum: each part is a straight line, and the count's goes down.</summary>
    [Fact]
    public async Task Effects_are_told_over_each_feature()
    {
        _folder.Write(
            "many.csv",
            "amount,count,mean\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 5},{i % 5},{i % 7}.5\n"))
        );
        var outcome = await RunAsync(
            "network.onnx",
            ["--data", In("many.csv"), "--method", "effects", "--out", "effects.csv"],
            withData: false
        );
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain("60 rows of 3 features; what the score does over each, above or below its mean 1.8.");
        outcome.Out.ShouldContain("▁");
        var lines = File.ReadAllLines(In("effects.csv"));
        lines[0].ShouldBe("feature,value,effect,rows");
        double[] Effects(string name) =>
            [.. lines.Where(l => l.StartsWith(name, StringComparison.Ordinal)).Select(l => Cells(l[(name.Length + 1)..])[1])];
        (Effects("amount")[^1] - Effects("amount")[0]).ShouldBe(59 * 5 / 50.0, 1e-4);
        (Effects("count")[^1] - Effects("count")[0]).ShouldBe(-2, 1e-4);
        var refused = await RunAsync("network.onnx", "--method", "effects", "--background", "background.csv", "--out", "effects.csv");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("leave the background out");
    }

    /// <summary>Fails where what is wrong is not named, or what would help.</summary>
    [Theory]
    [InlineData("method kernel --background FILE", "--method", "tree", "--background", "background.csv")]
    [InlineData("--background FILE names them", "--method", "kernel")]
    [InlineData("--output NAME", "--method", "kernel", "--background", "background.csv", "--class", "1")]
    [InlineData("lacks columns that the model has as features: mean", "--method", "kernel", "--background", "narrow.csv")]
    [InlineData("has no rows", "--method", "kernel", "--background", "none.csv")]
    [InlineData("The background set has one row", "--method", "lime", "--background", "one.csv")]
    [InlineData("takes texts, and features are numbers", "--method", "kernel", "--background", "background.csv", "--model", "texts.onnx")]
    [InlineData(
        "takes whole numbers (int64), and the feature count is missing",
        "--method",
        "kernel",
        "--background",
        "gaps.csv",
        "--model",
        "columns.onnx"
    )]
    [InlineData("2 columns without names, and ", "--method", "kernel", "--background", "background.csv", "--model", "two.onnx")]
    public async Task What_cannot_be_explained_is_named(string said, params string[] words)
    {
        _folder.Write("narrow.csv", "amount,count\n1,2\n");
        _folder.Write("one.csv", "amount,count,mean\n1,2,3\n");
        _folder.Write("none.csv", "amount,count,mean\n");
        _folder.Write("gaps.csv", "amount,count,mean\n1,,3\n");
        _folder.Write("columns.onnx", ForeignModels.Columns());
        _folder.Write(
            "texts.onnx",
            new GraphBuilder("skl2onnx")
                .Input("city", Onnx.TensorProto.Types.DataType.String, -1, 1)
                .Node("Identity", ["city"], ["y"])
                .Output("y", Onnx.TensorProto.Types.DataType.String, -1, 1)
                .ToBytes()
        );
        _folder.Write(
            "two.onnx",
            new GraphBuilder("pytorch")
                .Input("x", Onnx.TensorProto.Types.DataType.Float, -1, 2)
                .Node("Identity", ["x"], ["y"])
                .Output("y", Onnx.TensorProto.Types.DataType.Float, -1, 2)
                .ToBytes()
        );
        var at = Array.IndexOf(words, "--model");
        var outcome = await RunAsync(at < 0 ? "network.onnx" : words[at + 1], [.. at < 0 ? words : words[..at], "--out", "values.csv"]);
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldStartWith("error: ");
        outcome.Error.ShouldContain(said);
        outcome.Error.ShouldNotContain("   at ");
        File.Exists(In("values.csv")).ShouldBeFalse();
    }

    /// <summary>Fails where a background that tells little is passed over, or words of one method are taken for another.</summary>
    [Fact]
    public async Task One_row_to_compare_with_is_pointed_out()
    {
        _folder.Write("one.csv", "amount,count,mean\n100,0,4\n");
        var outcome = await RunAsync("network.onnx", "--method", "kernel", "--background", "one.csv", "--out", "values.csv");
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain("The background has one row");
        var other = await RunAsync("network.onnx", "--background", "one.csv", "--seed", "3", "--out", "values.csv");
        other.Code.ShouldBe(2);
        other.Error.ShouldContain("add --method kernel");
    }

    string In(string file) => Path.Combine(_folder.Path, file);

    static double[] Cells(string line) => [.. line.Split(',').Select(c => double.Parse(c, CultureInfo.InvariantCulture))];

    Task<Outcome> RunAsync(string model, params string[] words) => RunAsync(model, words, withData: true);

    Task<Outcome> RunAsync(string model, string[] words, bool withData) =>
        StreamingProgram.RunAsync([
            "explain",
            "--model",
            In(model),
            .. withData ? (string[])["--data", In("rows.csv")] : [],
            .. words.Select(w => w.EndsWith(".csv", StringComparison.Ordinal) ? In(w) : w),
        ]);
}
