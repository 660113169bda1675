using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Embedded.Hosting;
using Streaming.Embedded.Postgres.Processes;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Tests.Hosting;

/// <summary>The control port, without any service behind it.</summary>
public sealed class LeaseTests : IAsyncDisposable
{
    /// <summary>Far beyond what anything here takes: it only ends what would never end.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    readonly ScratchFolder _folder = new();
    readonly HostedServices _services;
    readonly LeaseCount _count = new(TimeSpan.FromMilliseconds(50), TimeProvider.System);
    readonly LeaseServer _server;

    public LeaseTests()
    {
        _services = new HostedServices(TestOptions.In(_folder.Path), null);
        _server = new LeaseServer(_services, _count, NullLogger.Instance);
    }

    static Wanted Nothing => new(EmbeddedParts.None);

    HostFile File => new(ProcessIdentity.Current(), _server.Port, _server.Token);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _services.DisposeAsync();
        _count.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_host_stays_while_a_lease_is_held_and_lets_nobody_in_once_it_stops()
    {
        var first = await Lease.TryTakeAsync(File, Nothing, null, CancellationToken.None);
        var second = await Lease.TryTakeAsync(File, Nothing, null, CancellationToken.None);
        await first.ShouldNotBeNull().DisposeAsync();
        _count.Idle.IsCompleted.ShouldBeFalse();

        await second.ShouldNotBeNull().DisposeAsync();
        await _count.Idle.WaitAsync(Patience);

        (await Lease.TryTakeAsync(File, Nothing, null, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_lease_notices_the_end_of_its_host()
    {
        Lease? lease;
        await using (var server = new LeaseServer(_services, _count, NullLogger.Instance))
        {
            lease = await Lease.TryTakeAsync(
                new HostFile(ProcessIdentity.Current(), server.Port, server.Token),
                Nothing,
                null,
                CancellationToken.None
            );
        }

        await lease.ShouldNotBeNull().Lost.WaitAsync(Patience);
        await lease.DisposeAsync();
    }

    [Fact]
    public async Task A_wrong_token_is_turned_away() =>
        (await Lease.TryTakeAsync(File with { Token = "guess" }, Nothing, null, CancellationToken.None)).ShouldBeNull();

    [Fact]
    public async Task Whatever_is_sent_the_port_goes_on_serving()
    {
        await Gen
            .Byte.Array[0, 200]
            .Select(bytes => (byte[])[.. bytes, (byte)'\n'])
            .SampleAsync(
                async bytes =>
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync(IPAddress.Loopback, _server.Port);
                    await client.GetStream().WriteAsync(bytes);
                    try
                    {
                        (await client.GetStream().ReadAsync(new byte[1])).ShouldBe(0);
                    }
                    catch (IOException)
                    {
                        // Reset instead of closed: turned away all the same.
                    }
                },
                iter: 60,
                threads: 2
            );
        await using var lease = await Lease.TryTakeAsync(File, Nothing, null, CancellationToken.None);
        lease.ShouldNotBeNull();
    }

    [Fact]
    public async Task Lines_are_read_whatever_pieces_they_come_in() =>
        await Gen.Select(Gen.Char['a', 'z'].Array[0, 40].Array[0, 8], Gen.Int[1, 7])
            .SampleAsync(
                async (lines, piece) =>
                {
                    var bytes = lines.SelectMany(line => line.Append('\n')).Select(c => (byte)c).ToArray();
                    var reader = new LineReader(new Pieces(bytes, piece));
                    foreach (var line in lines)
                        Encoding.ASCII.GetString((await reader.ReadAsync(CancellationToken.None))!.Value.Span).ShouldBe(new string(line));
                    (await reader.ReadAsync(CancellationToken.None)).HasValue.ShouldBeFalse();
                }
            );

    [Fact]
    public async Task An_endless_line_is_given_up()
    {
        var reader = new LineReader(new MemoryStream(new byte[LeaseJson.MaxLine * 2]));

        (await reader.ReadAsync(CancellationToken.None)).HasValue.ShouldBeFalse();
    }

    /// <summary>A stream that hands out a few bytes at a time.</summary>
    sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
