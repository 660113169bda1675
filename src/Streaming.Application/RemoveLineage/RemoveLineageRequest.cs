using Streaming.Application.Services;

namespace Streaming.Application.RemoveLineage;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Key">Private key to sign with; null only where nothing is removed.</param>
/// <param name="Archive">Folder for files with what is removed; null: none are written.</param>
/// <param name="DryRun">Look, and remove nothing.</param>
public sealed record RemoveLineageRequest(string Topology, KeyFile? Key, string? Archive = null, bool DryRun = false);
