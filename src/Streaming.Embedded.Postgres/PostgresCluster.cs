using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Postgres;

/// <summary>The files of one cluster: its folder, its passwords, and what the next start must know.</summary>
sealed class PostgresCluster
{
    const long LongLog = 16 << 20;

    // Root's only: where the server's account reaches a cluster whose own folder lets nobody through.
    const string FarFolder = "/var/lib/embedded-postgres";

    readonly string _stateFile;

    /// <summary>Makes the folder where it is missing.</summary>
    public PostgresCluster(string dataDirectory)
    {
        Root = Path.GetFullPath(dataDirectory);
        PrivateFile.CreateFolder(Root);
        _stateFile = Path.Combine(Root, "state.json");
        State = new PostgresState();
    }

    /// <summary>The folder the user named.</summary>
    public string Root { get; }

    /// <summary>What the next start must know.</summary>
    public PostgresState State { get; private set; }

    /// <summary>The cluster itself (PGDATA): inside <see cref="Root"/>, unless the server's account cannot reach that.</summary>
    public string Folder => State.Cluster ?? Path.Combine(Root, "cluster");

    /// <summary>The server's own log.</summary>
    public string Log => Path.Combine(Folder, "server.log");

    /// <summary>Held while a process decides who runs the server.</summary>
    public string LockFile => Path.Combine(Root, "start.lock");

    /// <summary>The major version of an existing cluster, or null where there is none yet.</summary>
    public int? Major
    {
        get
        {
            var file = Path.Combine(Folder, "PG_VERSION");
            return File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim(), out var major) ? major : null;
        }
    }

    /// <summary>Reads what an earlier start recorded.</summary>
    public void Load()
    {
        if (File.Exists(_stateFile))
            State = JsonSerializer.Deserialize<PostgresState>(File.ReadAllText(_stateFile)) ?? State;
    }

    /// <summary>Records what the next start must know.</summary>
    public void Save(PostgresState state)
    {
        // Whole or not at all: a torn file would hide where the cluster is.
        var draft = _stateFile + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(state));
        File.Move(draft, _stateFile, overwrite: true);
        State = state;
    }

    /// <summary>The password of a role, made at random on first use and kept in a file that only we can read.</summary>
    public string Password(string role)
    {
        var file = Path.Combine(Root, role + ".password");
        if (!File.Exists(file))
            PrivateFile.Write(file, RandomNumberGenerator.GetHexString(32, lowercase: true));
        return File.ReadAllText(file);
    }

    /// <summary>Starts a new log where the old one has grown long; one predecessor is kept.</summary>
    public void RotateLog()
    {
        if (LogTail.Size(Log) > LongLog)
            File.Move(Log, Log + ".old", overwrite: true);
    }

    /// <summary>Makes the cluster: complete or not at all, so that a killed attempt leaves nothing half made.</summary>
    /// <exception cref="EmbeddedPostgresException">initdb fails; the message holds what it said.</exception>
    public async Task CreateAsync(PostgresBinaries binaries, PostgresAccount account, bool durable, CancellationToken stop)
    {
        Save(State with { Cluster = await ReachableAsync(account, stop), Account = account.Name });
        var draft = Folder + ".new";
        // Beside the cluster, where the server's account can read it.
        var password = Folder + ".password";
        Delete(draft);
        Directory.CreateDirectory(draft);
        account.Own(draft);
        PrivateFile.Write(password, Password(EmbeddedPostgres.Superuser));
        account.Own(password);
        try
        {
            string[] arguments =
            [
                "--pgdata",
                draft,
                "--username",
                EmbeddedPostgres.Superuser,
                "--pwfile",
                password,
                "--auth",
                "scram-sha-256",
                "--encoding",
                "UTF8",
                "--locale",
                "C",
                "--data-checksums",
                .. durable ? Array.Empty<string>() : ["--no-sync"],
            ];
            var result = await ToolProcess.RunAsync(account.Command([binaries.Initdb, .. arguments]), TimeSpan.FromMinutes(5), stop);
            if (result.ExitCode != 0)
                throw new EmbeddedPostgresException($"PostgreSQL's initdb failed for '{Folder}': {result.Tail}");
            Directory.Move(draft, Folder);
        }
        finally
        {
            File.Delete(password);
            Delete(draft);
        }
    }

    /// <summary>Null if the server's account can work inside <see cref="Root"/>, else a folder for the cluster that it can reach.</summary>
    async Task<string?> ReachableAsync(PostgresAccount account, CancellationToken stop)
    {
        var probe = Directory.CreateDirectory(Path.Combine(Root, "probe")).FullName;
        account.Own(probe);
        var reachable = await account.CanWriteAsync(probe, stop);
        Delete(probe);
        if (reachable)
            return null;
        // Such as /root, which lets nobody through. The name comes from the path, so that two data folders never meet.
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..16];
        PrivateFile.CreateFolder(FarFolder);
        return Path.Combine(FarFolder, name);
    }

    static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}

/// <summary>What the next start must know.</summary>
/// <param name="Cluster">The cluster's folder where it is not inside the data folder.</param>
/// <param name="Account">The account that owns the cluster.</param>
/// <param name="Port">The port of the last run.</param>
/// <param name="Owner">The process that started the server of the last run.</param>
sealed record PostgresState(string? Cluster = null, string? Account = null, int Port = 0, ProcessIdentity? Owner = null);
