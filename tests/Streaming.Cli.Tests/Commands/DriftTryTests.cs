using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Streaming.Cli.Tests.Setup;

namespace Streaming.Cli.Tests.Commands;

/// <summary>Trying a drift detector on a file, without any service.</summary>
public sealed class DriftTryTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Errors every fifth row, from row 1,001 on four of five.</summary>
    static string Rows() =>
        "id,error\n" + string.Concat(Enumerable.Range(1, 2000).Select(i => $"r{i},{((i % 5 == 0) == (i <= 1000) ? 1 : 0)}\n"));

    [Fact]
    public async Task Alarms_and_warnings_are_told_by_row()
    {
        _folder.Write("values.csv", Rows());
        var outcome = await RunAsync("values.csv", "--column", "error", "--json");
        outcome.Code.ShouldBe(0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Out);
        var root = json.RootElement;
        root.GetProperty("detector").GetString().ShouldBe("e-bounded");
        root.GetProperty("rows").GetInt64().ShouldBe(2000);
        root.GetProperty("alarms").GetInt64().ShouldBe(1);
        var alarm = root.GetProperty("signals").EnumerateArray().Single(s => s.GetProperty("level").GetString() == "alarm");
        alarm.GetProperty("row").GetInt64().ShouldBeInRange(1005, 1040);
        root.GetProperty("profile").GetProperty("means").GetArrayLength().ShouldBeLessThanOrEqualTo(120);

        var text = await RunAsync("values.csv", "--column", "error");
        text.Out.ShouldContain("2,000 values in 2,000 rows: 1 alarm, ");
        text.Out.ShouldContain($"{alarm.GetProperty("row").GetInt64():N0} │");
    }

    /// <summary>Each with the row that the editor shows, less the header's.</summary>
    [Fact]
    public async Task Bad_cells_are_passed_over_and_named()
    {
        _folder.Write("values.csv", "v\n1\n0\nblue\n\n,\nNaN\n7\n1\n0\n");
        var outcome = await RunAsync("values.csv", "--column", "v");
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Error.ShouldContain("row 3: 'blue' is passed over: no number");
        outcome.Error.ShouldContain("'7' is passed over: the detector takes numbers from 0 to 1");
        outcome.Out.ShouldContain("4 values in ");
        outcome.Out.ShouldContain("2 passed over");
    }

    [Fact]
    public async Task A_packed_file_reads_the_same()
    {
        _folder.Write("values.csv", Rows());
        await using (var packed = new GZipStream(File.Create(Path.Combine(_folder.Path, "values.csv.gz")), CompressionLevel.Fastest))
            await packed.WriteAsync(Encoding.UTF8.GetBytes(Rows()));
        var plain = await RunAsync("values.csv", "--column", "error", "--detector", "adwin");
        var unpacked = await RunAsync("values.csv.gz", "--column", "error", "--detector", "adwin");
        unpacked.Out.ShouldBe(plain.Out.Replace("values.csv", "values.csv.gz", StringComparison.Ordinal));
        unpacked.Out.ShouldContain("alarm");
    }

    [Theory]
    [InlineData("v\n1\n", "has no column 'error'. Its first line names: v", "--column", "error")]
    [InlineData("v,v\n1,2\n", "has the column 'v' 2 times", "--column", "v")]
    [InlineData("v\n1\n", "There is no detector 'adwim'. There are: e-bounded, ", "--column", "v", "--detector", "adwim")]
    [InlineData("v\n1\n", "adwin: delta is a number from", "--column", "v", "--detector", "adwin:delta=7")]
    [InlineData("v\n10\n20\n", "Row 1 has '10': the detector takes numbers from 0 to 1. Where values have another range", "--column", "v")]
    [InlineData("v\nred\nblue\n", "Row 1 has 'red': no number.", "--column", "v", "--detector", "adwin")]
    [InlineData("v\n\n", "has no value in any of its", "--column", "v")]
    [InlineData("v,w\n,1\n", "has no value in any of its 1 rows", "--column", "v")]
    [InlineData("", "after row 0: it is empty, and its first line has to name the columns.", "--column", "v")]
    [InlineData(
        "v\n1e308\n1e308\n",
        "Row 1 has '1e308': the detector takes numbers from -1E+140 to 1E+140.",
        "--column",
        "v",
        "-d",
        "adwin"
    )]
    public async Task What_cannot_be_tried_is_named(string content, string said, params string[] words)
    {
        _folder.Write("values.csv", content);
        var outcome = await RunAsync("values.csv", words);
        outcome.Code.ShouldBe(1, outcome.Out);
        outcome.Error.ShouldStartWith("error: ");
        outcome.Error.ShouldContain(said);
        outcome.Error.ShouldNotContain("   at ");
    }

    /// <summary>What the fault says to do can be done.</summary>
    [Fact]
    public async Task A_file_in_another_encoding_is_read_where_somebody_says_which()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "values.csv"), Encoding.Latin1.GetBytes("größe\n0.5\n"));

        var outcome = await RunAsync("values.csv", "--column", "größe");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain("--encoding latin1");

        outcome = await RunAsync("values.csv", "--column", "größe", "--encoding", "latin1");
        outcome.Code.ShouldBe(0, outcome.Error);
        (await RunAsync("values.csv", "--column", "v", "--encoding", "klingon")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task A_row_without_an_end_is_told_in_words_of_the_file()
    {
        _folder.Write("values.csv", "a,v\n" + new string('x', 33 << 20) + ",1\n");
        var outcome = await RunAsync("values.csv", "--column", "v");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain("a row is longer than 33,554,432 characters");
        outcome.Error.ShouldNotContain("MaxBufferSize");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var outcome = await RunAsync("none.csv", "--column", "v");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain("none.csv");
    }

    [Fact]
    public async Task Detectors_are_listed_with_their_parameters()
    {
        var outcome = await StreamingProgram.RunAsync("drift", "detectors");
        outcome.Out.ShouldContain("e-bounded (default): ");
        outcome.Out.ShouldContain("kswin: ");
        outcome.Out.ShouldContain("delta        chance of a wrong cut: a number from 1E-15 to 1; 0.002 unless given");
    }

    Task<Outcome> RunAsync(string file, params string[] words) =>
        StreamingProgram.RunAsync(["drift", "try", "--file", Path.Combine(_folder.Path, file), .. words]);
}
