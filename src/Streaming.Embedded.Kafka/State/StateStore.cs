using Microsoft.Win32.SafeHandles;

namespace Streaming.Embedded.Kafka.State;

/// <summary>
/// A small durable dictionary: everything the broker must remember besides the records (topics, offsets, groups, transactions).
/// Changes are appended to one file in frames with a checksum; at start the file is read up to the last whole frame. Once
/// most of the file is outdated it is replaced by a snapshot. A frame is atomic: after kill -9 all of it is there, or none.
/// </summary>
sealed class StateStore : IDisposable
{
    const long MinimumToCompact = 32 << 20;
    public const string FileName = "state.log";

    readonly Lock _lock = new();
    readonly string _path;
    readonly bool _flushesEach;
    readonly Dictionary<byte[], byte[]> _values = new(ByteKeyComparer.Instance);
    SafeFileHandle _file;
    long _length;
    long _liveBytes;
    long _flushedLength;

    /// <param name="directory">Where its file lies.</param>
    /// <param name="flushesEach">Whether a change is on disk when it is written.</param>
    public StateStore(string directory, bool flushesEach = false)
    {
        _flushesEach = flushesEach;
        Directory.CreateDirectory(directory);
        _path = Path.Combine(directory, FileName);
        _file = OpenFile(_path);
        _length = StateFrames.Replay(_file, Apply);
        RandomAccess.SetLength(_file, _length);
    }

    /// <summary>Entries whose key begins with a byte, as they are now.</summary>
    public List<(byte[] Key, byte[] Value)> Entries(StateKind kind)
    {
        lock (_lock)
            return [.. _values.Where(pair => pair.Key[0] == (byte)kind).Select(pair => (pair.Key, pair.Value))];
    }

    public byte[]? Get(byte[] key)
    {
        lock (_lock)
            return _values.GetValueOrDefault(key);
    }

    public void Put(byte[] key, byte[] value) => Write(new StateChanges().Put(key, value));

    public void Delete(byte[] key) => Write(new StateChanges().Delete(key));

    /// <summary>Makes changes durable (over kill -9; over a power loss from the next flush on).</summary>
    /// <exception cref="IOException">They are not, as on a full disk, and nothing has changed.</exception>
    public void Write(StateChanges changes)
    {
        if (changes.Items.Count == 0)
            return;
        var frame = StateFrames.Encode(changes.Items);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_file.IsClosed, this);
            Append(frame);
            foreach (var (key, value) in changes.Items)
                Apply(key, value);
            if (_length > MinimumToCompact && _length > _liveBytes * 4)
                TryCompact();
        }
    }

    void Append(byte[] frame)
    {
        try
        {
            RandomAccess.Write(_file, frame, _length);
            if (_flushesEach)
                RandomAccess.FlushToDisk(_file);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, _length);
            throw;
        }

        _length += frame.Length;
        if (_flushesEach)
            _flushedLength = _length;
    }

    public void Flush()
    {
        lock (_lock)
        {
            if (_file.IsClosed || _flushedLength == _length)
                return;
            RandomAccess.FlushToDisk(_file);
            _flushedLength = _length;
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _file.Dispose();
    }

    void Apply(byte[] key, byte[]? value)
    {
        if (_values.TryGetValue(key, out var old))
            _liveBytes -= key.Length + old.Length;
        if (value is null)
        {
            _values.Remove(key);
            return;
        }

        _values[key] = value;
        _liveBytes += key.Length + value.Length;
    }

    void TryCompact()
    {
        var temporary = _path + ".tmp";
        try
        {
            var (file, length) = WriteSnapshot(temporary);
            File.Move(temporary, _path, overwrite: true);
            _file.Dispose();
            (_file, _length, _flushedLength) = (file, length, length);
        }
        catch (IOException)
        {
            // What was to be written is written: a disk without room for a second copy is no fault of it. A later write tries again.
            File.Delete(temporary);
        }
    }

    (SafeFileHandle File, long Length) WriteSnapshot(string path)
    {
        var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        try
        {
            return (file, WriteSnapshot(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    long WriteSnapshot(SafeFileHandle file)
    {
        long length = 0;
        foreach (var part in _values.Select(pair => (pair.Key, (byte[]?)pair.Value)).Chunk(1000))
        {
            var frame = StateFrames.Encode(part);
            RandomAccess.Write(file, frame, length);
            length += frame.Length;
        }

        RandomAccess.FlushToDisk(file);
        return length;
    }

    static SafeFileHandle OpenFile(string path) =>
        File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
}
