namespace Streaming.Benchmarks.Workloads;

/// <summary>Finds what lies in the checkout or beside it.</summary>
static class Repository
{
    const string Transactions = "shared/data/card-fraud";

    /// <summary>The nearest file or folder of this relative path in the program's folder, the working folder, or above them; null:
    /// none.</summary>
    public static string? Find(string relative)
    {
        foreach (var start in (string[])[Directory.GetCurrentDirectory(), AppContext.BaseDirectory])
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var path = Path.Combine(folder.FullName, relative);
                if (Path.Exists(path))
                    return path;
            }
        }

        return null;
    }

    /// <summary>The file of card transactions beside the checkout; null: none.</summary>
    public static string? FindTransactions() =>
        Find(Transactions) is { } folder
            ? Directory.EnumerateFiles(folder, "*.csv.gz").Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
}
