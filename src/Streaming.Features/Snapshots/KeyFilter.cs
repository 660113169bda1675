namespace Streaming.Features.Snapshots;

/// <summary>Whether a key is to be taken; the bytes of a string key are its text.</summary>
public delegate bool KeyFilter(ReadOnlySpan<byte> key);
