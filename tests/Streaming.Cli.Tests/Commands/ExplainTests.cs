using System.Globalization;
using System.Text.Json;
using Streaming.Cli.Tests.Setup;
using Streaming.Learning.Onnx;
using Streaming.Learning.Trees;

namespace Streaming.Cli.Tests.Commands;

/// <summary>SHAP values over files, without any service. The model says 1 for a above 1, and 4 more for b above 2 or missing.</summary>
public sealed class ExplainTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public ExplainTests()
    {
        _folder.Write(
            "model.onnx",
            TreeEnsembleOnnxWriter.Write(
                new TreeEnsemble(
                    ["a", "b"],
                    [new DecisionTree([0], [1f], [true], [~0], [~1], [0, 1]), new DecisionTree([1], [2f], [false], [~0], [~1], [0, 4])],
                    Slope: 1,
                    Offset: -2
                )
            )
        );
        // Columns are found by name, and others passed over.
        _folder.Write("rows.csv", "id,b,a\nx,3,2\ny,,0\nz,0,5\n");
        _folder.Write("background.csv", "a,b\n0,0\n2,0\n");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Fails where a value stands in another feature's column, or where the parts do not add up.</summary>
    [Theory]
    [InlineData("--background", "background.csv")]
    [InlineData("--background", "background.csv", "--method", "tree")]
    public async Task Values_base_and_score_stand_in_their_columns(params string[] words)
    {
        var outcome = await RunAsync([.. words, "--out", "values.csv"]);
        outcome.Error.ShouldBeEmpty();
        outcome.Code.ShouldBe(0);
        outcome.Out.ShouldContain("3 rows of 2 features explained; base -1.5, in units of the margin, before Sigmoid.");
        File.ReadAllText(In("values.csv")).ShouldBe("a,b,base,score\r\n0.5,4,-1.5,3\r\n-0.5,4,-1.5,2\r\n0.5,0,-1.5,-1\r\n");
    }

    /// <summary>Fails where covers are not counted over the rows that are given for it.</summary>
    [Fact]
    public async Task Along_paths_by_covers_of_rows()
    {
        _folder.Write("train.csv", "a,b\n0,0\n0,0\n0,3\n2,3\n");
        var outcome = await RunAsync("--method", "path", "--background", "train.csv", "--out", "values.csv", "--json");
        outcome.Code.ShouldBe(0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Out);
        json.RootElement.GetProperty("base").GetDouble().ShouldBe(0.25, 1e-12);
        json.RootElement.GetProperty("importance")[0].GetProperty("feature").GetString().ShouldBe("b");
        foreach (var row in File.ReadLines(In("values.csv")).Skip(1))
        {
            var cells = row.Split(',').Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToList();
            (cells[0] + cells[1] + cells[2]).ShouldBe(cells[3], 1e-9);
        }
    }

    /// <summary>The score is 1 / (1 + e^-margin): rows have the margins 3, 2 and -1.</summary>
    [Fact]
    public async Task Counterfactuals_are_the_smallest_permitted_changes()
    {
        string[] words = ["--method", "counterfactual", "--threshold", "0.5", "--actionable", "b any by 0.5 from 0"];
        var outcome = await RunAsync([.. words, "--out", "values.csv", "--json"]);
        outcome.Code.ShouldBe(0, outcome.Error);
        File.ReadAllLines(In("values.csv"))
            .Select(line => line.Split(',')[..^1])
            .Select(cells => string.Join(',', cells))
            .ShouldBe(["row,outcome,answer,a,b,changed,distance", "1,found,1,2,2,b,0.5", "2,none,0,0,,,0", "3,found,1,5,2.5,b,1.25"]);
        using var json = JsonDocument.Parse(outcome.Out);
        var counts = json.RootElement.GetProperty("counterfactuals");
        (counts.GetProperty("found").GetInt32(), counts.GetProperty("none").GetInt32()).ShouldBe((2, 1));

        var below = await RunAsync([.. words, "--wanted", "below", "--out", "values.csv"]);
        below.Out.ShouldContain(
            "3 rows: 1 with changes that lead to the other decision, 1 where no permitted change does, 1 on the wanted"
        );
    }

    [Theory]
    [InlineData("name the threshold", "--method", "counterfactual")]
    [InlineData("There is no feature 'c'", "--method", "counterfactual", "--threshold", "0.5", "--actionable", "c up")]
    [InlineData("'a sideways' does not say", "--method", "counterfactual", "--threshold", "0.5", "--actionable", "a sideways")]
    [InlineData("belong to the method counterfactual", "--threshold", "0.5", "--background", "background.csv")]
    public async Task What_is_no_question_for_counterfactuals_is_named(string said, params string[] words)
    {
        var outcome = await RunAsync([.. words, "--out", "values.csv"]);
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain(said);
        File.Exists(In("values.csv")).ShouldBeFalse();
    }

    /// <summary>Fails where what is wrong is not named, or where a broken run leaves a file that looks whole.</summary>
    [Theory]
    [InlineData("a,b\n1,2\n", "covers are not known", "--method", "path")]
    [InlineData("a,b\n1,2\n", "--background FILE names them", "--method", "path")]
    [InlineData("a,b\n1,2\n", "name a file of rows", "--method", "tree")]
    [InlineData("a\n1\n", "lacks columns that the model has as features: b", "--background", "background.csv")]
    [InlineData("a,b\n1,2\n1,blue\n", "row 2, column 'b': 'blue' is no number", "--background", "background.csv")]
    [InlineData("", "rows.csv", "--background", "background.csv")]
    [InlineData("a,b\n1,2\n", "there-is-none.csv", "--background", "there-is-none.csv")]
    [InlineData("a,b\n1,2\n", "no output 7", "--background", "background.csv", "--class", "7")]
    public async Task What_cannot_be_explained_is_named(string rows, string said, params string[] words)
    {
        _folder.Write("rows.csv", rows);
        var outcome = await RunAsync([.. words, "--out", "values.csv"]);
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldStartWith("error: ");
        outcome.Error.ShouldContain(said);
        outcome.Error.ShouldNotContain("   at ");
        File.Exists(In("values.csv")).ShouldBeFalse();
    }

    [Fact]
    public async Task Bytes_that_are_no_model_are_called_so()
    {
        _folder.Write("model.onnx", "no model");
        var outcome = await RunAsync("--background", "background.csv", "--out", "values.csv");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldStartWith("error: The file is no ONNX model");
    }

    /// <summary>Fails where words of one kind of explanation are taken for the other, or passed over.</summary>
    [Theory]
    [InlineData("--model, --data, --out is missing")]
    [InlineData("--data is missing", "--model", "m.onnx", "--out", "values.csv")]
    [InlineData("Which decision?", "card-fraud")]
    [InlineData("leave --threshold out", "card-fraud", "17", "--threshold", "0.5")]
    [InlineData("--wanted above or", "--model", "m.onnx", "--data", "d.csv", "--out", "values.csv", "--wanted", "left")]
    [InlineData("leave --model out", "card-fraud", "17", "--model", "m.onnx")]
    [InlineData("leave --method out", "card-fraud", "17", "--method", "lime")]
    [InlineData("leave --class out", "card-fraud", "17", "--class", "1")]
    [InlineData("leave --seed out", "card-fraud", "17", "--seed", "1")]
    public async Task A_decision_or_a_file_is_explained_and_not_half_of_each(string said, params string[] words)
    {
        var outcome = await StreamingProgram.RunAsync(["explain", .. words]);
        outcome.Code.ShouldBe(2);
        outcome.Error.ShouldContain(said);
    }

    string In(string file) => Path.Combine(_folder.Path, file);

    Task<Outcome> RunAsync(params string[] words) =>
        StreamingProgram.RunAsync([
            "explain",
            "--model",
            In("model.onnx"),
            "--data",
            In("rows.csv"),
            .. words.Select(w => w.EndsWith(".csv", StringComparison.Ordinal) ? In(w) : w),
        ]);
}
