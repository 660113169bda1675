using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Streaming.Events.Partitioning;
using Streaming.Kafka;
using Streaming.Topology;

namespace Streaming.Torture.Publishing.Clients;

/// <summary>
/// Another language's client in a process of its own, which is told what to send: a byte (0: a record, 1: wait until all is
/// acknowledged and say so in a line), and of a record topic, partition, key and value, lengths before them, big-endian, -1 for none.
/// The process ends when its input does.
/// </summary>
sealed class ForeignClient : ISourceClient
{
    const byte Record = 0;
    const byte Flush = 1;
    const string Acknowledged = "acknowledged";

    readonly Process _process;
    readonly BufferedStream _to;
    readonly string _name;

    /// <param name="command">Command line.</param>
    /// <param name="log">File for what it complains of.</param>
    /// <param name="isExact">See <see cref="ISourceClient.IsExact"/>.</param>
    public ForeignClient(IReadOnlyList<string> command, string log, bool isExact)
    {
        (_name, IsExact) = (Path.GetFileName(command[0]), isExact);
        _process = Process.Start(
            new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } said)
                File.AppendAllText(log, said + "\n");
        };
        _process.BeginErrorReadLine();
        _to = new BufferedStream(_process.StandardInput.BaseStream, 1 << 16);
    }

    public bool IsExact { get; }

    public int PartitionOf(byte[] key, int partitions) => Partitioners.Murmur2Partition(key, partitions);

    public void Send(KafkaPartition to, byte[]? key, byte[]? value, IEnumerable<KeyValuePair<string, byte[]?>> headers)
    {
        try
        {
            _to.WriteByte(Record);
            Block(Encoding.UTF8.GetBytes(to.Topic));
            // Where a record has a key, the client itself chooses the partition by it.
            Number(key is null ? to.Partition : -1);
            Block(key);
            Block(value);
        }
        catch (IOException e)
        {
            throw Gone(e);
        }
    }

    public void Acknowledge()
    {
        try
        {
            _to.WriteByte(Flush);
            _to.Flush();
        }
        catch (IOException e)
        {
            throw Gone(e);
        }

        var said = _process.StandardOutput.ReadLine();
        if (said != Acknowledged)
            throw Gone(said is null ? null : new IOException(said));
    }

    public void Dispose()
    {
        try
        {
            _to.Dispose();
        }
        catch (IOException)
        {
            // It is gone already.
        }

        _process.Kill();
        _process.Dispose();
    }

    void Block(byte[]? bytes)
    {
        Number(bytes?.Length ?? -1);
        _to.Write(bytes);
    }

    void Number(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        _to.Write(bytes);
    }

    StreamingException Gone(Exception? cause) => new($"the publisher in {_name} has ended: {cause?.Message ?? "it said nothing"}", cause);
}
