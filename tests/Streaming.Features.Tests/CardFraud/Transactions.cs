using System.Globalization;
using System.IO.Compression;

namespace Streaming.Features.Tests.CardFraud;

sealed record Transaction(string Id, long Time, string Customer, string Terminal, double Amount, bool Fraud);

/// <summary>The real transactions, where the machine has them.</summary>
static class Transactions
{
    public static string Folder(string below)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, below) is var path && Directory.Exists(path))
                return path;
        }
        return "";
    }

    public static List<Transaction> Read()
    {
        var folder = Folder("shared/data/card-fraud");
        var file = folder.Length == 0 ? null : Directory.EnumerateFiles(folder, "*.csv.gz").FirstOrDefault();
        if (file is null)
            Assert.Skip("shared/data/card-fraud is not on this machine");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        reader.ReadLine();
        var transactions = new List<Transaction>();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            var time = DateTime.ParseExact(
                cells[1],
                "yyyy-MM-ddTHH:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
            );
            transactions.Add(
                new Transaction(
                    cells[0],
                    (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
                    cells[2],
                    cells[3],
                    double.Parse(cells[4], CultureInfo.InvariantCulture),
                    cells[5] == "1"
                )
            );
        }
        return transactions;
    }
}
