using System.Text;
using Streaming.Cli.Tests.Setup;
using Streaming.Publishing;
using Streaming.Publishing.Files;
using Streaming.Topology;

namespace Streaming.Publishing.Tests;

/// <summary>What files of other people's making are taken for.</summary>
public sealed class EventFileTests : IDisposable
{
    const string Csv = "id,at,account,amount,note\n1,2024-01-01,Müller,5,x\n";
    const string Json = """{"id":"1","at":"2024-01-01","account":"Müller","amount":5,"note":"x"}""";
    static readonly string[] Expected = ["E Müller " + Json];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Csv)]
    [InlineData(Json)]
    [InlineData("\n[\n" + Json + "]")]
    public void A_byte_order_mark_is_no_part_of_the_text_and_says_what_it_is(string text)
    {
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
            Drain(_folder.Write("e", [.. encoding.Preamble, .. encoding.GetBytes(text)])).ShouldBe(Expected);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_mean_what_the_user_says_or_nothing()
    {
        foreach (var text in (string[])[Csv, Json, $"[{Json}]"])
            Drain(_folder.Write("e", Encoding.Latin1.GetBytes(text)), "latin1").ShouldBe(Expected);
        var fault = Should.Throw<StreamingException>(() => Drain(_folder.Write("e.csv", Encoding.Latin1.GetBytes(Csv))));
        fault.Message.ShouldContain("line 2 is not UTF-8: byte 0xfc after '1,2024-01-01,M'");
        $"{fault.Cure}".ShouldBe("name-encoding latin1 windows-1252");
        Should
            .Throw<StreamingException>(() => Drain(_folder.Write("e", Encoding.Latin1.GetBytes(Csv)), "us-ascii"))
            .Message.ShouldContain("0xfc is no character of it");
    }

    [Fact]
    public void A_json_line_that_is_not_utf8_goes_out_byte_for_byte()
    {
        byte[] bad = [.. """{"id":"2","at":"2024-01-02","account":"M"""u8, 0xfc, .. "\",\"amount\":5}"u8];
        const string Half = """{"id":"3","at":"2024-01-03","account":"\ud800","amount":5}""";
        using var source = Open(
            _folder.Write("e", [.. Encoding.UTF8.GetBytes(Json), (byte)'\n', .. bad, (byte)'\n', .. Encoding.UTF8.GetBytes(Half)])
        );
        var record = new OutgoingRecord();
        source.Read(record).ShouldBeTrue();
        source.Read(record).ShouldBeTrue();
        record.Value.ToArray().ShouldBe(bad);
        record.HasKey.ShouldBeFalse();
        source.Read(record).ShouldBeTrue();
        (Encoding.UTF8.GetString(record.Value.Span), record.HasKey).ShouldBe((Half, false));
        source.Read(record).ShouldBeFalse();
    }

    [Theory]
    [InlineData("id,at,account,amount,amount\n1,2024-01-01,a,1,2\n", "'amount' twice, as columns 4 and 5")]
    [InlineData(
        "id,at,account,amount\n1,2024-01-01,a,1\n2,2024-01-01,a,20,50\n",
        "row 2 has '50' in cell 5, beyond the header's last column, 'amount'"
    )]
    [InlineData("id,at,account,amount\n1,2024-01-01,a\n", "row 1 has 3 cells and the header 4 columns: column 'amount' is missing")]
    [InlineData("id,at,account,amount\n1,2024-01-01,a,1\n2,2024-01-01,\"a,2\n3,2024-01-01,a,2\n", "in row 2, column 'account',")]
    [InlineData("id,at,account,amount\n1,2024-01-01,\"a\"b,2\n", "in row 1, column 'account',")]
    [InlineData("id,at,account,\"amount\n1,2024-01-01,a,2\n", "no CSV")]
    public void What_a_row_says_twice_too_much_or_not_at_all_is_named(string text, string message) =>
        Should.Throw<StreamingException>(() => Drain(_folder.Write("e.csv", text))).Message.ShouldContain(message);

    [Fact]
    public void Empty_lines_and_a_separator_at_the_end_say_nothing() =>
        Drain(_folder.Write("e.csv", "id,at,account,amount,note,extra,extra\n\n1,2024-01-01,Müller,5,x,1,2,\r\n\n")).ShouldBe(Expected);

    [Fact]
    public void Numbers_with_blanks_zeros_or_signs_keep_every_digit()
    {
        var topology = TopologyLoader.Parse(
            """
            topology: ids
            version: 1
            source:
              topic: ids
              key: account
              id: id
              time: at
              fields: { id: string, at: timestamp, account: int }
            features: { even: account % 2 }
            score: { rule: "even", decide: { a: score >= 0.5, b: otherwise } }
            """
        );
        using var source = new FileEvents(
            topology,
            _folder.Write("e.csv", "id,at,account\n1,2024-01-01, 09007199254740993\n2,2024-01-01,+9007199254740993\n"),
            new FileEventsSettings()
        );
        Samples
            .Drain(source)
            .ShouldBe([
                """E 9007199254740993 {"id":"1","at":"2024-01-01","account":9007199254740993}""",
                """E 9007199254740993 {"id":"2","at":"2024-01-01","account":9007199254740993}""",
            ]);
    }

    [Fact]
    public void What_is_no_file_of_events_is_called_what_it_is()
    {
        Should
            .Throw<StreamingException>(() => Drain(_folder.Write("e", [.. "PK\u0003\u0004"u8, .. new byte[50]])))
            .Message.ShouldContain("zip archive");
        Should
            .Throw<StreamingException>(() => Drain(_folder.Write("e", Encoding.Unicode.GetBytes(Csv))))
            .Message.ShouldContain("zero bytes");
        Should.Throw<StreamingException>(() => Drain(_folder.Write("e", " \n"))).Message.ShouldContain("is empty");
        Should.Throw<StreamingException>(() => Drain(_folder.Path)).Message.ShouldContain("is a folder");
        Should.Throw<StreamingException>(() => Drain("")).Message.ShouldContain("empty");
        Should.Throw<StreamingException>(() => Drain(Path.Combine(_folder.Path, "no-such-file"))).Message.ShouldContain("cannot be read");
    }

    [Fact]
    public async Task A_pipe_is_read_as_it_is_written_and_the_waiting_is_told()
    {
        var pipe = _folder.MakePipe();
        using var waited = new SemaphoreSlim(0);
        var writing = Task.Run(async () =>
        {
            await using var writer = new StreamWriter(new FileStream(pipe, FileMode.Open, FileAccess.Write)) { AutoFlush = true };
            await writer.WriteAsync(Csv);
            (await waited.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue();
            await writer.WriteAsync("2,2024-01-02,b,6,y\n");
        });
        using var source = Open(pipe, stop: TestContext.Current.CancellationToken);
        source.Waiting = () => waited.Release();
        source.Fraction.ShouldBeNull();
        Samples.Drain(source).ShouldBe([.. Expected, """E b {"id":"2","at":"2024-01-02","account":"b","amount":6,"note":"y"}"""]);
        await writing;
    }

    [Fact]
    public async Task Waiting_for_a_pipe_ends_when_stopped()
    {
        var pipe = _folder.MakePipe();
        using var stop = new CancellationTokenSource();
        using var ended = new SemaphoreSlim(0);
        var writing = Task.Run(async () =>
        {
            await using var writer = new StreamWriter(new FileStream(pipe, FileMode.Open, FileAccess.Write)) { AutoFlush = true };
            await writer.WriteAsync(Csv);
            (await ended.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue();
        });
        using var source = Open(pipe, stop: stop.Token);
        source.Waiting = stop.Cancel;
        var record = new OutgoingRecord();
        source.Read(record).ShouldBeTrue();
        Should.Throw<OperationCanceledException>(() => source.Read(record));
        ended.Release();
        await writing;
    }

    [Fact]
    public async Task A_pipe_cannot_be_read_twice()
    {
        var pipe = _folder.MakePipe();
        var writing = Task.Run(() => File.WriteAllText(pipe, Csv));
        using var source = Open(pipe, new FileEventsSettings { Loop = true });
        var record = new OutgoingRecord();
        source.Read(record).ShouldBeTrue();
        Should.Throw<StreamingException>(() => source.Read(record)).Message.ShouldContain("cannot be read again");
        await writing.WaitAsync(TimeSpan.FromSeconds(60));
    }

    static List<string> Drain(string file, string? encoding = null)
    {
        Encoding? declared = null;
        if (encoding is not null)
            TextEncoding.TryFind(encoding, out declared).ShouldBeTrue();
        using var source = Open(file, new FileEventsSettings { Encoding = declared });
        return Samples.Drain(source);
    }

    static FileEvents Open(string file, FileEventsSettings? settings = null, CancellationToken stop = default) =>
        new(Samples.Payments(), file, settings ?? new FileEventsSettings(), stop);
}
