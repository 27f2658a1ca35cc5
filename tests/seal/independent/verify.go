// Verify checks an export of a ledger with golang.org/x/mod/sumdb, which nobody here wrote.
//
//	verify EXPORT [-kept CHECKPOINT]... [-receipt PROOF]...
//
// It opens every checkpoint with the keys in the export, the log's as sumdb/note does and each witness's as C2SP
// tlog-cosignature says, since sumdb/note 0.7 knows no cosignatures. It grows the tree anew from the entries, reads it
// again through sumdb/tlog's authenticating tile reader, holds every tile against the entries, and checks an inclusion
// proof for every entry of every checkpoint and a consistency proof for every pair of checkpoints. A kept checkpoint must
// be a beginning of the log, and a receipt must lead to an entry of it. It prints a line for what held and ends with 0, or
// says what did not and ends with 1. ML-DSA-44 cosignatures are counted and not checked: Go 1.19 has no ML-DSA.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/ioutil"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height      = 8
	width       = 1 << height
	ed25519Log  = 0x01
	ed25519Cosi = 0x04
	mldsa44Cosi = 0x06
)

// A witness verifies Ed25519 cosignatures, C2SP tlog-cosignature 0x04.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }
func (w *witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(sig)
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, msg)
	return ed25519.Verify(w.key, []byte(signed), sig[8:])
}

func newWitness(name, id string, key []byte) (*witness, error) {
	want := sha256.Sum256(append([]byte(name+"\n"), key...))
	hash, err := strconv.ParseUint(id, 16, 32)
	if err != nil || len(key) != 1+ed25519.PublicKeySize || binary.BigEndian.Uint32(want[:]) != uint32(hash) {
		return nil, fmt.Errorf("the key of the witness %s is malformed", name)
	}
	return &witness{name, uint32(hash), key[1:]}, nil
}

// Keys are the log's and its witnesses', and how many there are that cannot be checked here.
type keys struct {
	log       note.Verifier
	known     note.Verifiers
	witnesses int
	unchecked int
}

func readKeys(export string) (*keys, error) {
	data, err := ioutil.ReadFile(filepath.Join(export, "vkeys"))
	if err != nil {
		return nil, err
	}
	found, list := &keys{}, []note.Verifier{}
	for _, vkey := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		parts := strings.SplitN(vkey, "+", 3)
		if len(parts) != 3 {
			return nil, fmt.Errorf("malformed key %q", vkey)
		}
		key, err := base64.StdEncoding.DecodeString(parts[2])
		if err != nil || len(key) == 0 {
			return nil, fmt.Errorf("malformed key %q", vkey)
		}
		switch key[0] {
		case ed25519Log:
			if found.log, err = note.NewVerifier(vkey); err != nil {
				return nil, err
			}
			list = append(list, found.log)
		case ed25519Cosi:
			one, err := newWitness(parts[0], parts[1], key)
			if err != nil {
				return nil, err
			}
			found.witnesses++
			list = append(list, one)
		case mldsa44Cosi:
			found.unchecked++
		default:
			return nil, fmt.Errorf("a key of the unknown algorithm 0x%02x", key[0])
		}
	}
	if found.log == nil {
		return nil, errors.New("no key of the log")
	}
	found.known = note.VerifierList(list...)
	return found, nil
}

// Open is the tree that a signed checkpoint speaks of, and how many witnesses cosigned it.
func (k *keys) open(data []byte) (tlog.Tree, int, error) {
	opened, err := note.Open(data, k.known)
	if err != nil {
		return tlog.Tree{}, 0, err
	}
	byLog, byWitness := false, map[string]bool{}
	for _, sig := range opened.Sigs {
		if sig.Name == k.log.Name() && sig.Hash == k.log.KeyHash() {
			byLog = true
		} else {
			byWitness[sig.Name] = true
		}
	}
	lines := strings.Split(opened.Text, "\n")
	if !byLog || len(lines) != 4 || lines[3] != "" || lines[0] != k.log.Name() {
		return tlog.Tree{}, 0, errors.New("not a checkpoint that the log signed")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, 0, fmt.Errorf("malformed size %q", lines[1])
	}
	hash, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: hash}, len(byWitness), err
}

// Tiles reads the tiles of an export for tlog.TileHashReader.
type tiles string

// Files is what was read, by path, so that thousands of proofs do not read it as often.
var files = map[string][]byte{}

func readFile(path string) ([]byte, error) {
	if data, ok := files[path]; ok {
		return data, nil
	}
	data, err := ioutil.ReadFile(path)
	if err == nil {
		files[path] = data
	}
	return data, err
}

func (t tiles) Height() int                     { return height }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(wanted))
	for i, tile := range wanted {
		data, err := t.read(tile)
		if err != nil {
			return nil, err
		}
		found[i] = data
	}
	return found, nil
}

// Read takes a partial tile from a wider one where the log has grown, as C2SP tlog-tiles allows.
func (t tiles) read(tile tlog.Tile) ([]byte, error) {
	for w := tile.W; w <= width; w++ {
		wider := tile
		wider.W = w
		// tlog writes tile/<height>/<level>/…, C2SP tlog-tiles leaves the height out.
		path := strings.Replace(wider.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
		data, err := readFile(filepath.Join(string(t), path))
		if err == nil && len(data) == w*tlog.HashSize {
			return data[:tile.W*tlog.HashSize], nil
		}
	}
	return nil, fmt.Errorf("no tile %s", tile.Path())
}

// ReadEntries reads the entries of the log from their bundles, each after its length in two bytes.
func readEntries(export string, size int64) ([][]byte, error) {
	var entries [][]byte
	for int64(len(entries)) < size {
		tile := tlog.Tile{H: height, L: 0, N: int64(len(entries)) / width, W: width}
		if rest := size - int64(len(entries)); rest < width {
			tile.W = int(rest)
		}
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/0/", height), "tile/entries/", 1)
		data, err := ioutil.ReadFile(filepath.Join(export, path))
		if err != nil {
			return nil, err
		}
		for i := 0; i < tile.W; i++ {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("%s ends after %d entries", path, i)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			entries, data = append(entries, data[2:end]), data[end:]
		}
		if len(data) != 0 {
			return nil, fmt.Errorf("%s goes on after its last entry", path)
		}
	}
	return entries, nil
}

// Grow makes the whole tree anew from the entries, believing no tile.
func grow(entries [][]byte) (tlog.HashReader, error) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			if index >= int64(len(stored)) {
				return nil, errors.New("no such hash")
			}
			found[i] = stored[index]
		}
		return found, nil
	})
	for n, entry := range entries {
		hashes, err := tlog.StoredHashes(int64(n), entry, reader)
		if err != nil {
			return nil, err
		}
		stored = append(stored, hashes...)
	}
	return reader, nil
}

// CheckTiles holds every tile of a tree of that size against the entries. The authenticating reader is not enough: where
// several of the subtrees that a tree falls into lie in one tile, that of x/mod 0.7 does not hold the first tiles it reads
// after those against their parents.
func checkTiles(export string, size int64, grown tlog.HashReader) error {
	for _, tile := range tlog.NewTiles(height, 0, size) {
		want, err := tlog.ReadTileData(tile, grown)
		if err != nil {
			return err
		}
		if found, err := tiles(export).read(tile); err != nil || !bytes.Equal(found, want) {
			return fmt.Errorf("%s does not hold the hashes of the entries", tile.Path())
		}
	}
	return nil
}

// CheckTree checks one checkpoint of the export: against the entries, against the tiles, and every entry against it.
func checkTree(export string, tree tlog.Tree, entries [][]byte, grown tlog.HashReader) error {
	root, err := tlog.TreeHash(tree.N, grown)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("the entries do not lead to the checkpoint of size %d", tree.N)
	}
	if err := checkTiles(export, tree.N, grown); err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, tiles(export))
	for n := int64(0); n < tree.N; n++ {
		proof, err := tlog.ProveRecord(tree.N, n, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(entries[n])); err != nil {
			return fmt.Errorf("entry %d is not in the checkpoint of size %d: %v", n+1, tree.N, err)
		}
	}
	return nil
}

func checkExtends(old, tree tlog.Tree, reader tlog.HashReader) error {
	if old.N > tree.N {
		return fmt.Errorf("TRUNCATED: a checkpoint knows of %d entries, the log has %d", old.N, tree.N)
	}
	if old.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("CHANGED: the log does not begin as the checkpoint of size %d says: %v", old.N, err)
	}
	return nil
}

// CheckReceipt checks a C2SP tlog-proof for an entry of the log.
func (k *keys) checkReceipt(data []byte, entries [][]byte) error {
	halves := bytes.SplitN(data, []byte("\n\n"), 2)
	lines := strings.Split(string(halves[0]), "\n")
	if len(halves) != 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a proof")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return errors.New("a proof without an index")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	tree, _, err := k.open(halves[1])
	if err != nil {
		return err
	}
	if index >= int64(len(entries)) {
		return fmt.Errorf("TRUNCATED: a receipt is for entry %d, the log has %d", index+1, len(entries))
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entries[index]))
}

func verify(export string, kept, receipts []string) (string, error) {
	known, err := readKeys(export)
	if err != nil {
		return "", err
	}
	newest, err := ioutil.ReadFile(filepath.Join(export, "checkpoint"))
	if err != nil {
		return "", err
	}
	tree, _, err := known.open(newest)
	if err != nil {
		return "", err
	}
	entries, err := readEntries(export, tree.N)
	if err != nil {
		return "", err
	}
	grown, err := grow(entries)
	if err != nil {
		return "", err
	}
	paths, err := filepath.Glob(filepath.Join(export, "checkpoints", "*"))
	if err != nil || len(paths) == 0 {
		return "", errors.New("no checkpoints")
	}
	var trees []tlog.Tree
	cosigned := 0
	for _, path := range paths {
		data, err := ioutil.ReadFile(path)
		if err != nil {
			return "", err
		}
		one, by, err := known.open(data)
		if err != nil {
			return "", fmt.Errorf("%s: %v", filepath.Base(path), err)
		}
		if one.N > tree.N || filepath.Base(path) != strconv.FormatInt(one.N, 10) {
			return "", fmt.Errorf("%s is not where it belongs", path)
		}
		if err := checkTree(export, one, entries, grown); err != nil {
			return "", err
		}
		trees, cosigned = append(trees, one), cosigned+by
	}
	sort.Slice(trees, func(i, j int) bool { return trees[i].N < trees[j].N })
	pairs := 0
	for i, larger := range trees {
		reader := tlog.TileHashReader(larger, tiles(export))
		for _, smaller := range trees[:i+1] {
			if err := checkExtends(smaller, larger, reader); err != nil {
				return "", err
			}
			pairs++
		}
	}
	reader := tlog.TileHashReader(tree, tiles(export))
	for _, path := range kept {
		data, err := ioutil.ReadFile(path)
		if err != nil {
			return "", err
		}
		one, _, err := known.open(data)
		if err != nil {
			return "", err
		}
		if err := checkExtends(one, tree, reader); err != nil {
			return "", err
		}
	}
	for _, path := range receipts {
		data, err := ioutil.ReadFile(path)
		if err != nil {
			return "", err
		}
		if err := known.checkReceipt(data, entries); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d entries, %d checkpoints, %d cosignatures of %d witnesses, %d consistency proofs, %d kept, %d receipts, %d keys not checkable",
		len(entries), len(trees), cosigned, known.witnesses, pairs, len(kept), len(receipts), known.unchecked), nil
}

func main() {
	var kept, receipts []string
	if len(os.Args) < 2 || len(os.Args)%2 != 0 {
		fmt.Fprintln(os.Stderr, "usage: verify EXPORT [-kept CHECKPOINT]... [-receipt PROOF]...")
		os.Exit(2)
	}
	for i := 2; i < len(os.Args); i += 2 {
		switch os.Args[i] {
		case "-kept":
			kept = append(kept, os.Args[i+1])
		case "-receipt":
			receipts = append(receipts, os.Args[i+1])
		default:
			fmt.Fprintln(os.Stderr, "unknown option", os.Args[i])
			os.Exit(2)
		}
	}
	said, err := verify(os.Args[1], kept, receipts)
	if err != nil {
		fmt.Println("REFUSED:", err)
		os.Exit(1)
	}
	fmt.Println("HELD:", said)
}
